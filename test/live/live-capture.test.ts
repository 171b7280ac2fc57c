import { describe, expect, it, vi } from 'vitest';
import { BACKENDS, TIME_STAMPS } from '../../src/capture/live/backends.ts';
import { runProgram } from '../cli/run-program.ts';
import { SimulatedCluster } from '../simulator/simulated-cluster.ts';
import { processesWith } from '../support/processes.ts';
import { type Finishing, isUsable, StartedProgram } from './started-program.ts';

interface Captured {
  readonly time: string;
  readonly src: { readonly ip: string };
  readonly dst: { readonly ip: string };
  readonly bin: { readonly name: string; readonly status: string };
}

/** Milliseconds that Date.now leaves out, and that a busy machine takes before somebody looks at the clock. */
const [ROUNDING, LATE] = [1, 1000];

describe.concurrent.each(BACKENDS)('live, by %s', (backend) => {
  const usable = isUsable(backend);
  const at = BACKENDS.indexOf(backend);
  const port = 25_600 + at;
  const options = (to: number) => ['-d', 'lo', '--backend', backend, '--bin-port', `${to}`];

  it.skipIf(!usable)('captures every packet that a cluster sends, in order', async (test) => {
    const network = `127.78.${at}`;
    const program = new StartedProgram(test, ['packets', '--json', '-A', '-q', ...options(port)]);
    await program.says(/^lo: captured by /m);
    const cluster = await startedCluster(test, '3.4', port, network);
    for (let user = 0; user < 20; user++) {
      const node = cluster.node(1 + (user % 3));
      node.register(`${1000 + user}`, `sip:${user}@192.0.2.1:5060`, `c${user}`, 1, 300);
    }
    await cluster.until(() => cluster.nodes.every((node) => node.contacts.lines.length === 20));
    const { sent, received } = cluster;
    await cluster.stop();
    const wanted = sent.filter(({ name }) => name.startsWith('REPL_'));
    // What was handed to the kernel when the sockets were closed may not have been sent.
    const replicated = () => program.json<Captured>().filter(({ bin }) => bin.name.startsWith('REPL_'));
    await vi.waitFor(() => expect(replicated()).toHaveLength(wanted.length), 10_000);
    await program.interrupt();
    expect(program.errors).toMatch(
      backend === 'cap' ? /lo: \d+ packets, drops unknown \(cap\)/ : /lo: \d+ packets, 0 dropped/,
    );
    const messages = program.json<Captured>();
    expect(new Set(messages.map(({ bin }) => bin.status))).toEqual(new Set(['decoded']));
    expect(replicated()).toHaveLength(wanted.length);
    for (const way of new Set(wanted.map(({ from, to }) => `${from} ${to}`))) {
      const [from, to] = way.split(' ').map(Number);
      const isWay = (one: { from: number; to: number; name: string }) =>
        one.from === from && one.to === to && one.name.startsWith('REPL_');
      const [due, came] = [sent.filter(isWay), received.filter(isWay)];
      const seen = replicated().filter(
        ({ src, dst }) => src.ip === `${network}.${from}` && dst.ip === `${network}.${to}`,
      );
      expect(seen.map(({ bin }) => bin.name)).toEqual(due.map(({ name }) => name));
      for (const [place, { time }] of seen.entries()) {
        const captured = Date.parse(time);
        expect(captured).toBeGreaterThanOrEqual((due[place]?.time ?? 0) - ROUNDING);
        // The kernel's stamp is made on the way; that of the process when it gets round to it.
        const slack = TIME_STAMPS[backend].by === 'kernel' ? ROUNDING : LATE;
        expect(captured).toBeLessThanOrEqual((came[place]?.time ?? 0) + slack);
      }
    }
  });

  it.skipIf(!usable)('reports what the nodes hold when the time is over', async (test) => {
    const program = new StartedProgram(test, ['aors', '--json', '--duration', '4', ...options(port + 10)]);
    await program.says(/^lo: captured by /m);
    const cluster = await startedCluster(test, '3.6', port + 10, `127.79.${at}`);
    // The nodes get to know each other first.
    await new Promise((resolve) => setTimeout(resolve, 500));
    cluster.node(1).register('1000', 'sip:1000@192.0.2.1:5060', 'call', 1, 300);
    cluster.node(2).register('1001', 'sip:1001@192.0.2.2:5060', 'other', 1, 300);
    await cluster.until(() => cluster.nodes.every((node) => node.contacts.lines.length === 2));
    expect(await program.ended).toBe(0);
    const aors = program.json<{ aor: string; consistent: boolean; nodes: object }>();
    expect(aors.map(({ aor, consistent, nodes }) => [aor, consistent, Object.keys(nodes)])).toEqual([
      ['1000', true, ['1', '2', '3']],
      ['1001', true, ['1', '2', '3']],
    ]);
  });

  it.skipIf(!usable)('leaves no child behind, even where it is killed', async (test) => {
    const program = new StartedProgram(test, ['packets', ...options(port + 20)]);
    await program.says(/^lo: captured by /m);
    const filter = `port ${port + 20}`;
    expect(processesWith(filter)).not.toEqual([]);
    program.process.kill('SIGKILL');
    await vi.waitFor(() => expect(processesWith(filter)).toEqual([]), 5000);
  });

  it.skipIf(!usable)('says what is wrong in one line', async () => {
    const unknown = await runProgram(['packets', '-d', 'nothing0', '--backend', backend]);
    expect(unknown).toMatchObject({ code: 2, output: '' });
    expect(unknown.errors).toBe(
      'syncgrep: nothing0: there is no such interface; "syncgrep interfaces" lists them\n',
    );
    const mistaken = await runProgram(['packets', '-d', 'lo', '--backend', backend, '-f', 'prot 1']);
    expect(mistaken.code).toBe(2);
    expect(mistaken.errors).toMatch(
      /^syncgrep: lo: the capture filter \(-f\) is refused: .*syntax error.*\n$/,
    );
  });
});

async function startedCluster(
  test: Finishing,
  release: string,
  port: number,
  network: string,
): Promise<SimulatedCluster> {
  const cluster = new SimulatedCluster({ release, nodes: 3, port, network });
  test.onTestFinished(() => cluster.stop());
  await cluster.start();
  return cluster;
}
