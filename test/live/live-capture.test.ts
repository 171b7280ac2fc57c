import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BACKENDS, launcherOf } from '../../src/capture/live/backends.ts';
import { startSyncgrep, syncgrep } from '../cli/run-program.ts';
import { SimulatedCluster } from '../simulator/simulated-cluster.ts';

/** Only root, or who was given the right, may capture. */
const mayCapture = process.getuid?.() === 0;

let cluster: SimulatedCluster | undefined;
let child: ChildProcess | undefined;
afterEach(async () => {
  child?.kill('SIGKILL');
  await cluster?.stop();
});

interface Captured {
  readonly time: string;
  readonly src: { readonly ip: string };
  readonly dst: { readonly ip: string };
  readonly bin: { readonly name: string; readonly status: string };
}

describe.each(BACKENDS)('live, by %s', (backend) => {
  const isThere = mayCapture && launcherOf(backend) !== undefined && (backend !== 'cap' || isBuiltForUs());
  const at = BACKENDS.indexOf(backend);
  const port = 25_600 + at;
  const options = ['-d', 'lo', '--backend', backend, '--bin-port', `${port}`];

  it.skipIf(!isThere)('captures every packet that a cluster sends, in order', async () => {
    const network = `127.78.${at}`;
    const started = running(['packets', '--json', '-A', '-q', ...options]);
    await started.captures;
    cluster = new SimulatedCluster({ release: '3.4', nodes: 3, port, network });
    await cluster.start();
    for (let user = 0; user < 20; user++) {
      cluster
        .node(1 + (user % 3))
        .register(`${1000 + user}`, `sip:${user}@192.0.2.1:5060`, `c${user}`, 1, 300);
    }
    await cluster.until(() => cluster?.nodes.every((node) => node.contacts.lines.length === 20) === true);
    const { sent } = cluster;
    await cluster.stop();
    await started.settled();
    started.process.kill('SIGINT');
    const { output, errors } = await started.ended;
    expect(errors).toMatch(
      backend === 'cap' ? /lo: packets not counted, drops unknown \(cap\)/ : /lo: \d+ packets?, 0 dropped/,
    );
    const messages = output
      .trimEnd()
      .split('\n')
      .map((line): Captured => JSON.parse(line));
    expect(new Set(messages.map(({ bin }) => bin.status))).toEqual(new Set(['decoded']));
    // What was handed to the kernel when the sockets were closed may not have been sent.
    const wanted = sent.filter(({ name }) => name.startsWith('REPL_'));
    const seen = messages.filter(({ bin }) => bin.name.startsWith('REPL_'));
    const ways = new Set(wanted.map(({ from, to }) => `${from} ${to}`));
    for (const way of ways) {
      const [from, to] = way.split(' ').map(Number);
      const named = seen.filter(
        ({ src, dst }) => src.ip === `${network}.${from}` && dst.ip === `${network}.${to}`,
      );
      const due = wanted.filter((one) => one.from === from && one.to === to);
      expect(named.map(({ bin }) => bin.name)).toEqual(due.map(({ name }) => name));
      for (const [place, message] of named.entries()) {
        expect(Math.abs(Date.parse(message.time) - (due[place]?.time ?? 0))).toBeLessThan(200);
      }
    }
    expect(seen).toHaveLength(wanted.length);
  });

  it.skipIf(!isThere)('reports what the nodes hold when the time is over', async () => {
    const started = running(['aors', '--json', '--duration', '3', ...options]);
    await started.captures;
    cluster = new SimulatedCluster({ release: '3.6', nodes: 3, port, network: `127.79.${at}` });
    await cluster.start();
    // The nodes get to know each other first.
    await new Promise((resolve) => setTimeout(resolve, 500));
    cluster.node(1).register('1000', 'sip:1000@192.0.2.1:5060', 'call', 1, 300);
    cluster.node(2).register('1001', 'sip:1001@192.0.2.1:5060', 'other', 1, 300);
    await cluster.until(() => cluster?.nodes.every((node) => node.contacts.lines.length === 2) === true);
    const { output, code } = await started.ended;
    expect(code).toBe(0);
    const aors = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(aors.map(({ aor, consistent, nodes }) => [aor, consistent, Object.keys(nodes)])).toEqual([
      ['1000', true, ['1', '2', '3']],
      ['1001', true, ['1', '2', '3']],
    ]);
  });

  it.skipIf(!isThere)('leaves no child behind, even where it is killed', async () => {
    const started = running(['packets', ...options]);
    await started.captures;
    const filter = `port ${port}`;
    expect(capturing(filter)).toBe(true);
    started.process.kill('SIGKILL');
    await vi.waitFor(() => expect(capturing(filter)).toBe(false), 5000);
  });

  it.skipIf(!isThere)('says what is wrong in one line', async () => {
    const unknown = await syncgrep(['packets', '-d', 'nothing0', '--backend', backend]);
    expect(unknown).toMatchObject({ code: 2, output: '' });
    expect(unknown.errors).toBe(
      'syncgrep: nothing0: there is no such interface; "syncgrep interfaces" lists them\n',
    );
    const mistaken = await syncgrep(['packets', '-d', 'lo', '--backend', backend, '-f', 'prot 1']);
    expect(mistaken.code).toBe(2);
    expect(mistaken.errors).toMatch(/^syncgrep: lo: the capture filter \(-f\) is refused: .+\n$/);
  });
});

/** The package was built for the Node.js that installed it; the tests may run on another one. */
function isBuiltForUs(): boolean {
  return spawnSync(process.execPath, ['-e', 'require("cap")']).status === 0;
}

/** Is a program with this capture filter there? */
function capturing(filter: string): boolean {
  const all = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return all
    .split('\n')
    .some((line) => /dumpcap|tcpdump|capture-with-cap/.test(line) && line.includes(filter));
}

function running(args: readonly string[]) {
  const process = startSyncgrep(args);
  child = process;
  let output = '';
  let errors = '';
  process.stdout?.on('data', (text) => {
    output += text;
  });
  process.stderr?.on('data', (text) => {
    errors += text;
  });
  const port = args.at(-1) ?? '';
  return {
    process,
    /** The program that captures is there, and has had time to begin. */
    captures: vi
      .waitFor(() => expect(capturing(`port ${port}`)).toBe(true), 5000)
      .then(() => new Promise((resolve) => setTimeout(resolve, 700))),
    /** Nothing more came for a while. */
    settled: async () => {
      for (let before = -1; before !== output.length; ) {
        before = output.length;
        await new Promise((resolve) => setTimeout(resolve, 700));
      }
    },
    ended: new Promise<{ output: string; errors: string; code: number | null }>((resolve) =>
      process.once('close', (code) => resolve({ output, errors, code })),
    ),
  };
}
