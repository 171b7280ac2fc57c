import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { BACKENDS, TIME_STAMPS } from '../../src/capture/live/backends.ts';
import { isInstalled, isUsable, StartedProgram } from './started-program.ts';
import { canMakeHosts, TwoHosts } from './two-hosts.ts';

const CALLS = 10;
const [HERE, THERE] = [5060, 5062];
/** Milliseconds that the kernel may take, and a process on a busy machine. */
const [SOON, LATE] = [20, 1000];

interface Shown {
  readonly time: string;
  readonly src: { readonly ip: string; readonly port: number };
  readonly sip: {
    readonly kind: string;
    readonly method?: string;
    readonly status?: number;
    readonly callId: string;
    readonly cseq: { readonly number: number; readonly method: string };
  };
}

/** A message as sipp has written it down, and as we show it: `S 1-42@192.0.2.1 1 INVITE 200`. */
interface Told {
  readonly text: string;
  readonly time: number;
}

const skipped = !isInstalled('sipp') || !canMakeHosts();

/** SIP that a real program speaks, between two hosts, captured on one of them. */
describe.concurrent.each(BACKENDS)('calls of sipp, by %s', (backend) => {
  it.skipIf(skipped || !isUsable(backend))('are shown message by message, as sipp tells', async (test) => {
    const hosts = new TwoHosts(test, BACKENDS.indexOf(backend));
    const [from, to] = hosts.addresses;
    const folder = mkdtempSync(join(tmpdir(), 'syncgrep-sipp-'));
    test.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const through = hosts.on(0, process.execPath);
    const args = ['packets', '--json', '-q', '-d', 'wire', '--backend', backend, '--sip-port', `${HERE}`];
    const program = new StartedProgram(test, args, { through });
    await program.says(/^wire: captured by /m);
    const [, ...answering] = hosts.on(1, 'sipp', '-sn', 'uas', '-i', to, '-p', `${THERE}`, '-nostdin');
    const callee = spawn('ip', answering, { cwd: folder, stdio: 'ignore' });
    test.onTestFinished(() => void callee.kill('SIGKILL'));
    const call = ['-sn', 'uac', `${to}:${THERE}`, '-i', from, '-p', `${HERE}`, '-nostdin'];
    const often = ['-m', `${CALLS}`, '-r', '50', '-d', '20', '-trace_shortmsg', '-timeout', '20s'];
    const [, ...calling] = hosts.on(0, 'sipp', ...call, ...often);
    const caller = spawn('ip', calling, { cwd: folder, stdio: 'ignore' });
    await once(caller, 'close');
    const told = messagesToldIn(folder);
    expect(told).toHaveLength(CALLS * 6);
    await vi.waitFor(() => expect(program.json().length).toBeGreaterThanOrEqual(told.length), 10_000);
    await program.interrupt();
    const shown = program.json<Shown>().map((one) => asTold(one, from));
    // What is sent and what comes at the same moment may be captured in either order.
    expect(shown.map(({ text }) => text).sort()).toEqual(told.map(({ text }) => text).sort());
    const slack = TIME_STAMPS[backend].by === 'kernel' ? SOON : LATE;
    for (const { text, time } of shown) {
      const there = told.find((one) => one.text === text);
      expect(Math.abs(time - (there?.time ?? 0))).toBeLessThan(slack);
    }
    const byCall = new Map<string, string[]>();
    for (const { text } of shown) {
      const [, callId = '', ...rest] = text.split(' ');
      byCall.set(callId, [...(byCall.get(callId) ?? []), rest.join(' ')]);
    }
    expect([...byCall.values()]).toEqual(Array.from({ length: CALLS }, () => ONE_CALL));
  });
});

const ONE_CALL = ['1 INVITE INVITE', '1 INVITE 180', '1 INVITE 200', '1 ACK ACK', '2 BYE BYE', '2 BYE 200'];

/** Date, time, seconds since 1970, direction, Call-ID, CSeq and the first line, with tabs between them. */
function messagesToldIn(folder: string): readonly Told[] {
  const [name = ''] = readdirSync(folder).filter((file) => file.includes('shortmessages'));
  const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [, , seconds = '', direction, callId, cseq = '', first = ''] = line.split('\t');
    const [method = '', code = ''] = first.split(' ');
    const what = method === 'SIP/2.0' ? code : method;
    return {
      text: `${direction} ${callId} ${cseq.replace(/^CSeq:\s*/, '')} ${what}`,
      time: Number(seconds) * 1000,
    };
  });
}

function asTold({ time, src, sip }: Shown, ours: string): Told {
  const { callId, cseq, method, status } = sip;
  const what = status === undefined ? method : String(status);
  return {
    text: `${src.ip === ours ? 'S' : 'R'} ${callId} ${cseq.number} ${cseq.method} ${what}`,
    time: Date.parse(time),
  };
}
