import { describe, expect, test, vi } from 'vitest';
import { isInstalled, mayCapture, StartedProgram } from '../live/started-program.ts';
import { SimulatedCluster } from '../simulator/simulated-cluster.ts';
import { parentOf, processesWith, programsWith } from '../support/processes.ts';
import { SshServer } from './ssh-server.ts';

const skipped = !mayCapture || !['sshd', 'ssh', 'ssh-keygen', 'tcpdump'].every(isInstalled);

/** tcpdump "on another host": this one, through a server of ssh that the test starts. */
describe.skipIf(skipped).concurrent('a capture by ssh', () => {
  test('is what passes there, with times of the kernel there; nothing stays there', async (context) => {
    const { program, filter, port } = await started(context, 26_701);
    const cluster = new SimulatedCluster({ release: '3.4', nodes: 2, port, network: '127.81.0' });
    context.onTestFinished(() => cluster.stop());
    await cluster.start();
    await vi.waitFor(() => expect(program.output).toContain('CLUSTERER_'), 30_000);
    cluster.node(1).register('1000', 'sip:1000@192.0.2.1:5060', 'call', 1, 300);
    await vi.waitFor(() => expect(program.output).toContain('REPL_UCONTACT_INSERT'), 30_000);
    expect(captures(filter)).toHaveLength(1);
    expect(await program.interrupt()).toBe(0);
    expect(program.errors).toMatch(/lab,lo: \d+ packets, 0 dropped/);
    await vi.waitFor(() => expect(captures(filter)).toEqual([]), 5000);
  });

  test('is over there, too, when we are killed', async (context) => {
    const { program, filter } = await started(context, 26_703);
    await vi.waitFor(() => expect(captures(filter)).toHaveLength(1), 30_000);
    program.process.kill('SIGKILL');
    await vi.waitFor(() => expect(captures(filter)).toEqual([]), 30_000);
  });

  test('goes along with another one, and with a file before them', async (context) => {
    const file = 'fixtures/captures/3.4/register/node1.pcap.gz';
    const { program, filter, port } = await started(context, 26_707, [file, '--ssh', 'lab,any']);
    const cluster = new SimulatedCluster({ release: '3.4', nodes: 2, port, network: '127.82.0' });
    context.onTestFinished(() => cluster.stop());
    await vi.waitFor(() => expect(captures(filter)).toHaveLength(2), 30_000);
    await cluster.start();
    await vi.waitFor(() => expect(program.output).toContain('CLUSTERER_'), 30_000);
    cluster.node(1).register('4711', 'sip:4711@192.0.2.1:5060', 'call', 1, 300);
    await vi.waitFor(() => expect(program.output).toMatch(/REPL_UCONTACT_INSERT +4711/), 30_000);
    // What is in the file, and each packet that both saw once.
    expect(program.output).toMatch(/REGISTER +1000/);
    expect(program.output.match(/REPL_UCONTACT_INSERT +4711/g)).toHaveLength(1);
    expect(await program.interrupt()).toBe(0);
    // All interfaces are what is meant where none is named.
    for (const observer of ['lab,lo', 'lab']) {
      expect(program.errors).toMatch(new RegExp(`^${observer}: \\d+ packets, 0 dropped`, 'm'));
    }
    await vi.waitFor(() => expect(captures(filter)).toEqual([]), 5000);
  });

  test('is over there, too, when the connection is cut; it is begun again, and the gap is told', async (context) => {
    const { program, filter } = await started(context, 26_705);
    await vi.waitFor(() => expect(captures(filter)).toHaveLength(1), 30_000);
    const [before] = captures(filter);
    // The process that serves the connection, not the one that listens.
    const serving = processesWith('sshd: root').filter((pid) => isAncestor(pid, before ?? 0));
    expect(serving.length).toBeGreaterThan(0);
    for (const pid of serving) process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(captures(filter)).not.toContain(before), 30_000);
    await program.says(/lab,lo: .*again/);
    await vi.waitFor(() => expect(captures(filter)).toHaveLength(1), 30_000);
    await program.interrupt();
    await vi.waitFor(() => expect(captures(filter)).toEqual([]), 30_000);
  });
});

async function started(
  context: Parameters<typeof SshServer.start>[0],
  port: number,
  further: readonly string[] = [],
) {
  const server = await SshServer.start(context, port);
  const bin = port + 1;
  const args = ['packets', '-q', '-A', '--ssh', 'lab,lo', '--bin-port', `${bin}`, ...further];
  const program = new StartedProgram(context, args, { environment: server.environment });
  // Its own connection is left out; the run before it, which tries the filter, writes nothing.
  const filter = `-w - not tcp port ${port} `;
  await vi.waitFor(() => expect(captures(filter).length).toBeGreaterThan(0), 30_000);
  return { program, filter, port: bin };
}

/** The programs that capture with this filter. */
function captures(filter: string): readonly number[] {
  return programsWith('tcpdump', filter);
}

function isAncestor(pid: number, of: number): boolean {
  for (let at = of; at > 1; at = parentOf(at)) if (at === pid) return true;
  return false;
}
