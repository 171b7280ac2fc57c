import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { BACKENDS } from '../../src/capture/live/backends.ts';
import { ownTraffic, sharedTraffic, terminalTraffic, withoutOwn } from '../../src/cli/reading/own-traffic.ts';
import { options } from '../cli/run-program.ts';
import { isUsable, StartedProgram } from './started-program.ts';

const FIRST_PORT = 25_900;
const MESSAGES = 5;

/** A wide filter on the interface by which everything is handed on: each packet could make others. */
describe.concurrent.each(BACKENDS)('what is handed on, by %s', (backend) => {
  it.skipIf(!isUsable(backend))('is not captured, and does not make more of itself', async (test) => {
    const at = BACKENDS.indexOf(backend);
    const [sip, serve, hep] = [FIRST_PORT + 3 * at, FIRST_PORT + 3 * at + 1, FIRST_PORT + 3 * at + 2];
    const host = (number: number) => `127.85.${at}.${number}`;
    const homer = createSocket('udp4');
    let taken = 0;
    homer.on('message', () => taken++).bind(hep, host(3));
    test.onTestFinished(() => void homer.close());
    const wide = ['-d', 'lo', '--backend', backend, '-f', `net 127.85.${at}.0/24`, '--any-port'];
    const shares = ['--serve', `${host(1)}:${serve}`, '--hep-send', `udp:${host(3)}:${hep}`];
    const program = new StartedProgram(test, ['packets', '-q', ...wide, ...shares]);
    await program.says(/^lo: captured by /m);
    const client = await connected(serve, host(1), host(2));
    test.onTestFinished(() => void client.destroy());
    client.resume();
    const phone = createSocket('udp4').bind(sip, host(4));
    test.onTestFinished(() => void phone.close());
    for (let number = 0; number < MESSAGES; number++) phone.send(options(`${1000 + number}`), sip, host(5));
    await program.prints(MESSAGES);
    await vi.waitFor(() => expect(taken).toBe(MESSAGES), 10_000);
    // A loop would go on for ever.
    await pause(700);
    expect(await program.interrupt()).toBe(0);
    expect(program.output.trim().split('\n')).toHaveLength(MESSAGES);
    expect(taken).toBe(MESSAGES);
    const [, packets = '0'] = /^lo: ([\d,]+) packets/m.exec(program.errors) ?? [];
    // On the loopback interface, tcpdump counts what is sent and what comes. Nobody listens to the phone: ICMP.
    expect(Number(packets)).toBeLessThanOrEqual(4 * MESSAGES);
  });
});

async function connected(port: number, address: string, localAddress: string) {
  return vi.waitFor(
    async () => {
      const socket = connect({ port, host: address, localAddress });
      await once(socket, 'connect');
      return socket;
    },
    { timeout: 10_000, interval: 100 },
  );
}

describe('the filter without what is ours', () => {
  const shares = {
    serve: { host: '127.0.0.1', port: 57_012 },
    hepSend: { address: { transport: 'udp', host: '192.0.2.1', port: 9060 }, captureId: 1 },
  } as const;

  it('leaves out each connection once', () => {
    const address = { host: 'node1', port: 57_012 };
    const remote = [
      { kind: 'tcp', path: '', address, mayEnd: false },
      { kind: 'hep', address: { transport: 'tcp', host: '0.0.0.0', port: 9061 } },
    ] as const;
    const own = ['tcp port 57012', 'tcp port 9061', 'udp port 9060'];
    expect(ownTraffic(remote, shares)).toEqual(own);
    expect(withoutOwn('tcp or udp', own)).toBe(
      'not (tcp port 57012 or tcp port 9061 or udp port 9060) and greater 0 and (tcp or udp)',
    );
    expect(withoutOwn(' ', own.slice(0, 1))).toBe('not (tcp port 57012) and greater 0');
    expect(withoutOwn('port 5060', [])).toBe('port 5060');
  });

  it('of other hosts: what is passed on to them', () => {
    expect(sharedTraffic(shares)).toEqual(['tcp port 57012', 'udp port 9060']);
    expect(sharedTraffic({ serve: undefined, hepSend: undefined })).toEqual([]);
  });

  it('of a user who works by ssh: the screen', () => {
    expect(terminalTraffic({ SSH_CONNECTION: '192.0.2.9 50514 192.0.2.1 22' })).toEqual([
      '(tcp port 50514 and tcp port 22)',
    ]);
    expect(terminalTraffic({})).toEqual([]);
    expect(terminalTraffic({ SSH_CONNECTION: 'UNKNOWN' })).toEqual([]);
  });
});
