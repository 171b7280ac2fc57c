import { readFileSync, renameSync, rmSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Session } from '../../../../src/engine/session.ts';
import { pcap } from '../../../capture/build-captures.ts';
import { Folder } from '../../../capture/reading.ts';
import { recording } from '../../../recordings/recordings.ts';
import {
  ethernet,
  extension,
  fragmentHeader,
  hep,
  hepChunk,
  ipv4,
  ipv6,
  tagged,
  udp,
  vxlan,
} from '../../../support/build-packets.ts';
import { MESSAGES } from './sip-messages.ts';
import { readToEnd, readWithAhead, rowsOf } from './with-ahead.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** Each message in a frame of its own, in one of the ways in which it may come; what is no SIP is between them. */
function frames(): readonly Uint8Array[] {
  return [0, 1, 2].flatMap((round) =>
    MESSAGES.flatMap((message, at) => {
      const identification = round * MESSAGES.length + at + 1;
      const plain = ethernet(0x0800, ipv4(17, udp(message), { identification }));
      switch ((at + round) % 7) {
        case 0:
          return [tagged(7, 0x0800, ipv4(17, udp(message), { identification }))];
        case 1:
          return [ethernet(0x86dd, ipv6(0, extension(17, 8, udp(message)))), plain];
        case 2:
          return fragmentsOf(udp(message), identification);
        case 3:
          return [ethernet(0x0800, ipv4(17, udp(vxlan(plain), { source: 9, destination: 4789 })))];
        case 4:
          return [
            ethernet(
              0x0800,
              ipv4(17, udp(hep([hepChunk(1, [2]), hepChunk(2, [17]), hepChunk(15, message)]))),
            ),
          ];
        default:
          return [
            plain,
            ethernet(0x0800, ipv4(17, udp([0x80, 0, 1, 2], { source: 9000, destination: 9002 }))),
          ];
      }
    }),
  );
}

function fragmentsOf(datagram: Uint8Array, identification: number): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < datagram.length; offset += 512) {
    const shape = { offset, more: offset + 512 < datagram.length, identification };
    parts.push(
      ethernet(0x86dd, ipv6(44, fragmentHeader(17, datagram.subarray(offset, offset + 512), shape))),
    );
  }
  return parts;
}

function captureOf(data: readonly Uint8Array[]): string {
  return folder.file(pcap(data.map((one, at) => ({ seconds: 1_700_000_000 + at, fraction: 0, data: one }))));
}

describe('the index is the same', () => {
  test('however far a second reader is ahead, or behind', async () => {
    const path = captureOf(frames());
    const alone = await readToEnd(await Session.open([path]));
    const wanted = rowsOf(alone);
    alone.close();
    expect(wanted.length).toBeGreaterThan(200);
    const schedules = fc.array(fc.nat(40), { minLength: 1, maxLength: 12 });
    let used = 0;
    await fc.assert(
      fc.asyncProperty(schedules, async (steps) => {
        const session = await readWithAhead([path], steps);
        used = Math.max(used, session.progress.readAhead);
        expect(rowsOf(session)).toEqual(wanted);
        session.close();
      }),
      { numRuns: 20, examples: [[[0]], [[1]], [[1_000_000]], [[0, 0, 0, 9]]] },
    );
    // Fragments, tunnels, and what a digest does not hold are read in the usual way.
    expect(used).toBeGreaterThan(wanted.length / 2);
    expect(used).toBeLessThan(wanted.length);
  });

  test('of several files, and of one that goes on in another one', async () => {
    const { captures } = recording('3.4/calls');
    const unpacked = captures.map((path) => folder.file(gunzipSync(readFileSync(path))));
    const all = frames();
    const halves = [captureOf(all.slice(0, 200)), captureOf(all.slice(200))];
    for (const paths of [unpacked, halves]) {
      const alone = await readToEnd(await Session.open(paths));
      const session = await readWithAhead(paths, [3]);
      expect(session.progress.readAhead).toBeGreaterThan(20);
      expect(rowsOf(session)).toEqual(rowsOf(alone));
      for (const one of [alone, session]) one.close();
    }
  });

  test('of a file that is replaced or deleted before a second reader opens it', async () => {
    const all = frames();
    // Same lengths and places, other users.
    const others = all.map((frame) =>
      Buffer.from(
        Buffer.from(frame)
          .toString('latin1')
          .replace(/sip:\w/g, 'sip:z'),
        'latin1',
      ),
    );
    const alone = await readToEnd(await Session.open([captureOf(all)]));
    const wanted = rowsOf(alone);
    alone.close();
    for (const before of [(path: string) => renameSync(captureOf(others), path), rmSync]) {
      const path = captureOf(all);
      const session = await readWithAhead([path], [1000], () => before(path));
      expect(rowsOf(session)).toEqual(wanted);
      expect(session.progress.readAhead).toBe(0);
      session.close();
    }
    const gone = captureOf(all.slice(200));
    const both = await readWithAhead([captureOf(all.slice(0, 200)), gone], [1000], () => rmSync(gone));
    expect(both.progress.readAhead).toBeGreaterThan(50);
    both.close();
  });

  test('of compressed files, small ones and pipes, which are not read ahead', async () => {
    const { captures } = recording('3.4/calls');
    const packed = await readWithAhead(captures, [1000]);
    expect(packed.progress.readAhead).toBe(0);
    packed.close();
    const start = () => expect.unreachable('a small file');
    const small = await Session.open([captureOf(frames())], {
      readAhead: { start, leastBytes: 1e9, firstFrames: 0 },
    });
    await readToEnd(small);
    small.close();
  });
});
