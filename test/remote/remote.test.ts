import { createSocket } from 'node:dgram';
import { appendFileSync, readFileSync, renameSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { hepPacket } from '../../src/output/sharing/hep-packet.ts';
import { pcapHeader, pcapRecord } from '../capture/build-captures.ts';
import { BEGIN, capture, options, optionsOf, packet, runProgram, Workplace } from '../cli/run-program.ts';
import { StartedProgram } from '../live/started-program.ts';
import { served } from './served-bytes.ts';

const place = new Workplace();
afterAll(() => place.remove());
const ten = capture(optionsOf(10));
const QUIET = ['packets', '-q', '--utc'];

describe.concurrent('pcap-over-ip', () => {
  it('is read to its end, as a file is', async (test) => {
    const path = await served(test, ten);
    const { output, errors, code } = await runProgram([...QUIET, path]);
    expect({ lines: output.match(/\n/g)?.length, code }).toEqual({ lines: 10, code: 0 });
    expect(errors).toContain(`${path}: 10 packets (tcp)`);
  });

  it('that nobody serves is said, with what to do', async () => {
    const { errors, code } = await runProgram([...QUIET, 'tcp://127.0.0.1:25701']);
    expect(code).toBe(2);
    expect(errors).toBe(
      'syncgrep: tcp://127.0.0.1:25701: nobody listens at 127.0.0.1:25701; start the program that serves the capture\n',
    );
  });

  it('of what is no capture is refused', async (test) => {
    const path = await served(test, Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { errors, code } = await runProgram([...QUIET, path]);
    expect({ errors, code }).toEqual({
      errors: `syncgrep: ${path}: what comes is no capture, but text ("HTTP/1.1 400 Bad Request")\n`,
      code: 2,
    });
  });

  it('that breaks is tried again; what came before and after is shown, and the time between is said', async (test) => {
    const [one, two, three] = optionsOf(3).map((message, at) => pcapRecord(packet(message, at)));
    const first = Buffer.concat([pcapHeader(), one as Buffer, (two as Buffer).subarray(0, 30)]);
    const second = Buffer.concat([(two as Buffer).subarray(30), three as Buffer]);
    const path = await served(test, first, (socket, connection) => {
      if (connection === 1) setTimeout(300).then(() => socket.destroy());
      else socket.write(second);
    });
    const program = new StartedProgram(test, [...QUIET, '-d', path]);
    await program.says(/the connection ended inside a packet; tried again in 1 s/);
    await program.says(/captured again; of the \d+\.\d s since \S+Z nothing is there/);
    await program.prints(3);
    await program.interrupt();
    for (const user of ['1000', '1001', '1002']) expect(program.output).toContain(`OPTIONS ${user}`);
    expect(program.errors).toContain('interrupted once');
  });

  it('that is damaged: what came before is shown, others go on', async (test) => {
    const damaged = Buffer.concat([ten, Buffer.alloc(64, 0xff)]);
    const bad = await served(test, damaged, () => {});
    const good = await served(test, capture(optionsOf(20)), () => {});
    const program = new StartedProgram(test, [...QUIET, '-d', bad, '-d', good]);
    await program.says(/what comes is damaged after 10 packets; tried again/);
    await program.prints(20);
    expect(await program.interrupt()).toBe(0);
  });

  it('mixes with a file: the file, and then what comes', async (test) => {
    const file = place.file('before.pcap', ten);
    const later = Buffer.concat([
      pcapHeader(),
      ...[10, 11].map((at) => pcapRecord({ ...packet(options(String(1000 + at)), at), seconds: BEGIN + at })),
    ]);
    const path = await served(test, later, () => {});
    const program = new StartedProgram(test, [...QUIET, file, '-d', path]);
    await program.prints(12);
    await program.interrupt();
    const users = program.output.split('\n').map((line) => /OPTIONS (\d+)/.exec(line)?.[1] ?? '');
    expect(users.filter((user) => user !== '')).toEqual([...Array(12).keys()].map((at) => String(1000 + at)));
  });

  it('whose clock steps back: everything is shown, and the step is told', async (test) => {
    const records = optionsOf(6).map((message, at) => ({
      ...packet(message, at),
      seconds: BEGIN + (at < 3 ? at : at - 3600),
    }));
    const bytes = Buffer.concat([pcapHeader(), ...records.map((record) => pcapRecord(record))]);
    const path = await served(test, bytes);
    const { output, errors, code } = await runProgram([...QUIET, path]);
    expect(output.match(/\n/g)).toHaveLength(6);
    // From the third second to that an hour before the third.
    expect(
      errors.match(/the clock went back by 3599\.0 s; times before and after that do not compare/g),
    ).toHaveLength(1);
    expect(code).toBe(0);
  });
});

describe.concurrent('a file that grows', () => {
  it('is followed; emptied or replaced, it goes on', async (test) => {
    const path = place.file('grows.pcap', capture(optionsOf(2)));
    const program = new StartedProgram(test, [...QUIET, '--follow', path]);
    await program.prints(2);
    const third = pcapRecord(packet(options('1002'), 2));
    appendFileSync(path, third.subarray(0, 10));
    await setTimeout(150);
    appendFileSync(path, third.subarray(10));
    await program.prints(3);
    renameSync(place.file('next.pcap', capture(optionsOf(5).slice(3))), path);
    await program.prints(5);
    await program.says(/the file was replaced: goes on with what is new/);
    expect(await program.interrupt()).toBe(0);
    expect(program.errors).toContain('5 messages shown');
  });

  it('that is none, is said', async () => {
    const missing = await runProgram([...QUIET, '--follow', place.path('nothing.pcap')]);
    expect(missing).toMatchObject({ code: 2, output: '' });
    expect(missing.errors).toMatch(/no such file; check the path\n$/);
    const text = await runProgram([...QUIET, '--follow', place.file('text.txt', 'what is this, a capture?')]);
    expect(text.errors).toMatch(/what comes is no capture, but text \("what is this, a capture\?"\)\n$/);
    const bytes = place.file(
      'bytes',
      Uint8Array.from({ length: 100 }, (_, at) => (at * 7) & 0xff),
    );
    const other = await runProgram([...QUIET, '--follow', bytes]);
    expect(other.errors).toMatch(/what comes is no capture: neither pcap nor pcapng\n$/);
  });
});

describe.concurrent('HEP', () => {
  const content = {
    source: { address: '192.0.2.1', port: 5060 },
    destination: { address: '192.0.2.2', port: 5062 },
    ipProtocol: 17,
    time: BigInt(BEGIN) * 1_000_000_000n + 123_456_000n,
    captureId: 7,
    correlationId: '1000@192.0.2.1',
    payload: options('1000'),
  };

  it('comes by UDP; corrupt packets are counted, the rest is shown', async (test) => {
    const program = new StartedProgram(test, ['packets', '--json', '--hep', 'udp:127.0.0.1:25710']);
    const socket = createSocket('udp4');
    test.onTestFinished(() => void socket.close());
    const good = hepPacket(content) as Buffer;
    const six = hepPacket({
      ...content,
      source: { address: '2001:db8::1', port: 5060 },
      destination: { address: '2001:db8::2', port: 5060 },
      payload: options('1001'),
    }) as Buffer;
    const broken = Buffer.from(good).fill(0xff, 10, 12);
    const send = () => {
      for (const bytes of [Buffer.from('no HEP'), broken, good.subarray(0, 50), good, six]) {
        socket.send(bytes, 25_710, '127.0.0.1');
      }
    };
    // Until it listens.
    await vi.waitFor(
      () => {
        if (program.output === '') send();
        expect(program.json()).not.toHaveLength(0);
      },
      { timeout: 15_000, interval: 300 },
    );
    await program.prints(2);
    await program.interrupt();
    const messages = program.json<{ time: string; src: object; dst: object; callIds: string[] }>();
    expect(messages.slice(0, 2)).toMatchObject([
      {
        time: '2026-01-02T03:04:05.123456000Z',
        src: { ip: '192.0.2.1', port: 5060 },
        dst: { ip: '192.0.2.2', port: 5062 },
        transport: 'udp',
        callIds: ['1000@192.0.2.1'],
      },
      { src: { ip: '2001:db8::1' }, dst: { ip: '2001:db8::2' }, callIds: ['1001@192.0.2.1'] },
    ]);
    expect(program.errors).toMatch(/\d+ not HEP version 3 \(hep\)/);
    expect(program.errors).toMatch(/not readable: \d+ malformed HEP packets/);
  });

  it('is sent on: the same messages, times and addresses', async (test) => {
    const server = new StartedProgram(test, ['packets', '--json', '--hep', 'tcp:127.0.0.1:25711']);
    await vi.waitFor(async () => expect(await listens(25_711)).toBe(true), {
      timeout: 15_000,
      interval: 100,
    });
    const file = place.file('sent.pcap', ten);
    const sent = await runProgram([
      'packets',
      '--json',
      file,
      '--hep-send',
      'tcp:127.0.0.1:25711',
      '--hep-id',
      '9',
    ]);
    expect(sent.errors).toContain('HEP to 127.0.0.1:25711: 10 messages sent\n');
    await server.prints(10);
    await server.interrupt();
    const facts = (lines: string) =>
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ time, src, dst, transport, callIds, sip }) => ({ time, src, dst, transport, callIds, sip }));
    expect(facts(server.output)).toEqual(facts(sent.output));
  });

  it('has the chunks of the specification', () => {
    const bytes = hepPacket({ ...content, payload: Buffer.from('SIP/2.0 200 OK\r\n\r\n') }) as Buffer;
    // HEP 3 section 3: vendor, type and length of each chunk, then what it holds.
    const chunks = [
      ['0000 0001 0007', '02'],
      ['0000 0002 0007', '11'],
      ['0000 0003 000a', 'c0000201'],
      ['0000 0004 000a', 'c0000202'],
      ['0000 0007 0008', '13c4'],
      ['0000 0008 0008', '13c6'],
      ['0000 0009 000a', BEGIN.toString(16)],
      ['0000 000a 000a', '0001e240'],
      ['0000 000b 0007', '01'],
      ['0000 000c 000a', '00000007'],
      ['0000 0011 0014', Buffer.from('1000@192.0.2.1').toString('hex')],
      ['0000 000f 0018', Buffer.from('SIP/2.0 200 OK\r\n\r\n').toString('hex')],
    ];
    const body = chunks.flat().join('').replaceAll(' ', '');
    const length = (6 + body.length / 2).toString(16).padStart(4, '0');
    expect(bytes.toString('hex')).toBe(`${Buffer.from('HEP3').toString('hex')}${length}${body}`);
  });

  it('that is too long is not sent', () => {
    expect(hepPacket({ ...content, payload: new Uint8Array(65_500) })).toBeUndefined();
  });
});

describe.concurrent('what is captured is served', () => {
  it('to several clients; one that does not read is sent away', async (test) => {
    const source = await served(test, pcapHeader(), (socket) => void flood(socket));
    const program = new StartedProgram(test, [
      ...['aors', '-d', source, '--serve', '25720', '--sip-port', '5070'],
    ]);
    await vi.waitFor(async () => expect(await listens(25_720)).toBe(true), {
      timeout: 15_000,
      interval: 100,
    });
    const lazy = connect(25_720, '127.0.0.1');
    lazy.pause();
    test.onTestFinished(() => void lazy.destroy());
    const readers = [1, 2].map(() => reader(25_720));
    await program.says(/127\.0\.0\.1:\d+ is too slow for what is served and was sent away/, 20_000);
    await program.interrupt();
    for (const one of readers) {
      const { text, bytes } = await one;
      expect(text).toBe('0a0d0d0a');
      expect(bytes).toBeGreaterThan(1_000_000);
    }
    expect(program.errors).toMatch(
      /served at 127\.0\.0\.1:25720: \d[\d,]* frames to \d+ clients, 1 sent away: too slow/,
    );
  });

  it('and read again by syncgrep', async (test) => {
    const hold: { go?: () => void } = {};
    const records = optionsOf(10).map((message, at) => pcapRecord(packet(message, at)));
    const source = await served(test, pcapHeader(), (socket) => {
      hold.go = () => socket.end(Buffer.concat(records));
    });
    const server = new StartedProgram(test, [...QUIET, source, '--serve', 'tcp://127.0.0.1:25721']);
    await vi.waitFor(async () => expect(await listens(25_721)).toBe(true), {
      timeout: 15_000,
      interval: 100,
    });
    const client = new StartedProgram(test, [...QUIET, 'tcp://127.0.0.1:25721']);
    // What is served is what comes once somebody is there.
    await vi.waitFor(() => expect(peersOf(25_721)).toBe(1), { timeout: 30_000, interval: 50 });
    await setTimeout(500);
    hold.go?.();
    expect(await client.ended).toBe(0);
    expect(await server.ended).toBe(0);
    expect(client.output).toBe(server.output);
    expect(client.output.match(/\n/g)).toHaveLength(10);
  });

  it('not where somebody else listens', async (test) => {
    const path = await served(test, ten, () => {});
    const { errors, code } = await runProgram([...QUIET, path, '--serve', path]);
    expect(code).toBe(2);
    expect(errors).toMatch(
      /^syncgrep: 127\.0\.0\.1:\d+: another program listens there already; take another port\n$/,
    );
  });
});

/** Frames of 60 kB until nobody takes them any more. */
async function flood(socket: Socket): Promise<void> {
  const frame = pcapRecord({ seconds: BEGIN, fraction: 0, data: new Uint8Array(60_000) });
  const many = Buffer.concat(Array.from({ length: 16 }, () => frame));
  while (!socket.destroyed) {
    if (!socket.write(many))
      await Promise.race([setTimeout(200), new Promise((go) => socket.once('drain', go))]);
    await setTimeout(5);
  }
}

/** Reads all that is served; resolves when it is over. */
function reader(port: number): Promise<{ text: string; bytes: number }> {
  return new Promise((resolve) => {
    let bytes = 0;
    let text = '';
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (piece) => {
      text ||= piece.subarray(0, 4).toString('hex');
      bytes += piece.length;
    });
    socket.on('close', () => resolve({ text, bytes }));
    socket.on('error', () => {});
  });
}

/** Connections to a port of this host, as /proc tells (Linux). */
function peersOf(port: number): number {
  const to = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  // Local address, remote address, state: 01 is ESTABLISHED.
  const connections = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return connections.filter((line) => line.includes(` ${to} 01 `)).length;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
