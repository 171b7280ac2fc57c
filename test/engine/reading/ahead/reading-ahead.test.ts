import { readFileSync, renameSync, rmSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DigestReader } from '../../../../src/engine/reading/ahead/digest-reader.ts';
import { LONGEST_RECORD, ringMemory } from '../../../../src/engine/reading/ahead/digest-ring.ts';
import { DigestWriter } from '../../../../src/engine/reading/ahead/digest-writer.ts';
import type { AheadRequest } from '../../../../src/engine/reading/ahead/digests-ahead.ts';
import { FrameDigester } from '../../../../src/engine/reading/ahead/frame-digester.ts';
import { SourceAhead } from '../../../../src/engine/reading/ahead/source-ahead.ts';
import { type SipDigest, SipDigester } from '../../../../src/engine/reading/sip-digest.ts';
import { Session } from '../../../../src/engine/session.ts';
import type { MessageId } from '../../../../src/ids.ts';
import { isCallId, stringOf } from '../../../../src/store/terms.ts';
import { pcap } from '../../../capture/build-captures.ts';
import { Folder } from '../../../capture/reading.ts';
import { bytesOf, torture, tortureNames } from '../../../decoders/sip/messages.ts';
import { recorded } from '../../../decoders/sip/recorded.ts';
import { recording } from '../../../recordings/recordings.ts';
import {
  ethernet,
  extension,
  fragmentHeader,
  hep,
  hepChunk,
  ipv4,
  ipv6,
  REQUEST,
  tagged,
  udp,
  vxlan,
} from '../../../support/build-packets.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const MANY_CONTACTS = Array.from({ length: 90 }, (_, at) => `Contact: <sip:u${at}@example.com>`).join('\r\n');
const REGISTER =
  'Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\nCall-ID: r\r\nCSeq: 1 REGISTER\r\nMax-Forwards: 70\r\n';
/** What a digest does not hold, or only with care. */
const ODD = [
  `REGISTER sip:h SIP/2.0\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:a@h>\r\n${REGISTER}${MANY_CONTACTS}\r\n\r\n`,
  `REGISTER sip:h SIP/2.0\r\nFrom: <sip:%61@H.EXAMPLE>;tag=1\r\nTo: <sip:%61@H.EXAMPLE>\r\n${REGISTER}\r\n`,
  `SIP/2.0 200 OK\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:a@h>;tag=2\r\n${REGISTER}Contact: <sip:a@b>;expires=9\r\n\r\n`,
  `\r\n\r\nOPTIONS sip:h SIP/2.0\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:a@h>\r\n${REGISTER}\r\n`,
  'FROBNICATE sip:h SIP/2.0\r\nCall-ID: f\r\nCSeq: 4294967296 FROBNICATE\r\n\r\n',
  'SIP/2.0 xyz broken\r\n\r\n',
  '\r\n\r\n',
].map(bytesOf);
const MESSAGES = [...tortureNames().map(torture), ...recorded.map(({ text }) => bytesOf(text)), ...ODD];

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

/** All that the index keeps of each message. */
function rowsOf(session: Session): readonly object[] {
  const { index, kinds, aors, callIds, bindings } = session.tables;
  return Array.from({ length: index.size }, (_, at) => {
    const id = at as MessageId;
    const terms = Array.from({ length: index.termCount(id) }, (_, place) => {
      const term = index.term(id, place);
      return isCallId(term) ? `call ${callIds.latin1(stringOf(term))}` : aors.latin1(stringOf(term));
    });
    return {
      kind: kinds.get(index.kind(id)),
      status: index.status(id),
      place: [index.source(id), index.frame(id), index.time(id), index.length(id), index.recordOffset(id)],
      hashes: [index.hash(id), index.secondHash(id)],
      cseq: index.cseq(id),
      keys: [index.branch(id), index.fromTag(id), index.toTag(id), index.hasToTag(id), index.legs(id)],
      bindings: bindings.latin1(index.bindings(id) as never),
      aorsOf: [index.fromTerm(id) > 0, index.toTerm(id) > 0],
      terms,
    };
  });
}

async function readToEnd(session: Session): Promise<Session> {
  for (let state = session.read(1e9); state !== 'end'; state = session.read(1e9)) {
    if (state === 'wait') await session.whenReady();
  }
  return session;
}

/** A session with a second reader in the same thread, which does as many frames as `steps` say in turn. */
async function readWithAhead(
  paths: readonly string[],
  steps: readonly number[],
  before: () => void = () => {},
): Promise<Session> {
  const readers: SourceAhead[] = [];
  let opened: Promise<unknown> = Promise.resolve();
  const start = ({ files, sipPorts }: AheadRequest) => {
    before();
    opened = Promise.all(
      files.map(async (file) => {
        const reader = await SourceAhead.open(file, new FrameDigester(sipPorts));
        if (reader !== undefined) readers.push(reader);
      }),
    );
    return () => {};
  };
  let count = 0;
  const turn = () => {
    const step = steps[count++ % steps.length] ?? 0;
    for (const reader of readers) reader.read(step);
  };
  const session = await Session.open(paths, { readAhead: { start, leastBytes: 1, firstFrames: 0 } });
  await opened;
  session.taps.push({ frame: turn });
  await readToEnd(session);
  for (const reader of readers) reader.close();
  return session;
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

/** All that a digest says. */
function partsOf(digest: SipDigest): object {
  const { bindings, bindingsLength, aorCount } = digest;
  const numbers = Object.entries(digest).filter(([, value]) => typeof value === 'number');
  const aors = Array.from({ length: aorCount }, (_, at) => [
    digest.aorRole(at),
    digest.aorFrom(at),
    digest.aorLength(at),
    digest.aorHash(at),
  ]);
  return { ...Object.fromEntries(numbers), aors, bindings: bindings.bytes.slice(0, bindingsLength) };
}

describe('a ring', () => {
  const digester = new SipDigester();

  test('gives back what was put in, through many turns of it', () => {
    const memory = ringMemory(16 * 1024);
    const [writer, reader] = [new DigestWriter(memory), new DigestReader(memory)];
    expect(16 * 1024).toBeGreaterThan(4 * 2 * LONGEST_RECORD);
    let frame = 0;
    let compared = 0;
    for (let round = 0; round < 20; round++) {
      const put: [number, Uint8Array][] = [];
      while (writer.hasRoom) {
        const message = MESSAGES[frame % MESSAGES.length] as Uint8Array;
        frame++;
        writer.write(
          { frame, delta: 42, length: message.length },
          digester.readDatagram(message, 0, message.length),
        );
        put.push([frame, message]);
      }
      for (const [number, message] of put) {
        // One in five is never asked for.
        if (number % 5 === 0) continue;
        const found = reader.find(number, 42, message.length);
        const wanted = digester.readDatagram(message, 0, message.length);
        if (wanted.textsLength > 0 || wanted.aorCount > 64) expect(found).toBeUndefined();
        else {
          expect(found && partsOf(found)).toEqual(partsOf(wanted));
          compared++;
        }
      }
      // What lies behind in the ring is given up with the next report of where reading is.
      reader.find(frame + 64, 0, 0);
      frame += 64;
    }
    expect(compared).toBeGreaterThan(500);
  });

  test('knows nothing of another place in the same frame, or of a frame that has passed', () => {
    const memory = ringMemory(64 * 1024);
    const [writer, reader] = [new DigestWriter(memory), new DigestReader(memory)];
    const message = REQUEST;
    const digest = digester.readDatagram(message, 0, message.length);
    for (const frame of [3, 4, 9]) writer.write({ frame, delta: 42, length: message.length }, digest);
    expect(reader.find(3, 50, message.length)).toBeUndefined();
    expect(reader.find(3, 42, message.length)).toBeUndefined();
    expect(reader.find(4, 42, message.length)?.hash).toBe(digest.hash);
    expect(reader.find(8, 42, message.length)).toBeUndefined();
    expect(reader.find(9, 42, message.length)?.hash).toBe(digest.hash);
    expect(reader.find(10, 42, message.length)).toBeUndefined();
  });
});
