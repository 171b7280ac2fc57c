import { afterAll, describe, expect, test } from 'vitest';
import { Folder } from '../capture/reading.ts';
import { type Analysed, analysed, nodesOf } from '../flows/analysed.ts';
import { EVERYTHING } from '../support/everything.ts';
import { type RecordedCapture, type RecordedFrame, readCapture, writeCapture } from './capture-frames.ts';
import { nameInManifest, type Recording, recording, recordings } from './recordings.ts';

/**
 * Captures of the nodes of a recording, as if the addresses of one node's connections were translated on their way:
 * its own capture shows other ones than those of the other nodes. A few recordings with every run; `ALL_CAPTURES=1`
 * takes all.
 */
const SOME = ['3.4/calls', '3.4/midstream', '3.4/loss-reorder', '3.6/register'];
const chosen = recordings().filter(({ name }) => EVERYTHING || SOME.includes(name));

const folder = new Folder();
afterAll(() => folder.remove());

const OUTSIDE = [198, 51, 100, 7];
/** Written to the files in place of a connection's first sequence numbers, by who makes captures up. */
const FIRST = 1;

describe.each(chosen)('$name', (one) => {
  const captures = nodesOf(one).filter((path) => /^node\d+\.pcap$/.test(nameInManifest(path)));
  const [node, inside] = translatedOf(one);
  const usable = captures.length > 1 && inside !== undefined && !/tls|clock-offset/.test(one.name);

  test.runIf(usable)('a message is one, whatever addresses it is seen with', async () => {
    const plain = await analysed(captures);
    const files = captures.map((path) => {
      const own = nameInManifest(path).startsWith(`${node}.`);
      return own ? path : file(path, (frame) => translated(frame, inside ?? []));
    });
    const found = await analysed(files);
    expect(summaryOf(found)).toEqual(summaryOf(plain));
    expect(found.session.clocks?.perSource.map(({ role }) => role)).not.toContain('unlinked');
    for (const { session } of [plain, found]) session.close();
  });
});

test('messages at the sequence numbers of made-up captures are told apart by their addresses', async () => {
  const one = recording('3.4/calls');
  const [node, inside = []] = translatedOf(one);
  const path = one.captures.find((path) => nameInManifest(path).startsWith(`${node}.`)) ?? '';
  const own = file(path, fromFirst(path));
  const copy = file(path, fromFirst(path));
  const other = file(path, (frame) => translated(fromFirst(path)(frame), inside));
  const [alone, same, different] = await Promise.all([[own], [own, copy], [own, other]].map(analysed));
  const count = (analysis: Analysed | undefined) => analysis?.session.tables.index.size ?? 0;
  expect(count(same)).toBe(count(alone));
  expect(count(different)).toBeGreaterThan(count(alone));
  for (const each of [alone, same, different]) each?.session.close();
});

/** What must not change: messages, syncs, and which nodes there are. */
function summaryOf({ session, analysis }: Analysed) {
  const syncs = analysis.syncs.reports().map(({ donor, receiver, capability, verdict, packets }) => {
    return `${donor} ${receiver} ${capability} ${verdict} ${packets}`;
  });
  const nodes = analysis.nodes.reports(analysis.time).map(({ cluster, node }) => `${cluster}/${node}`);
  return { messages: session.tables.index.size, syncs: syncs.sort(), nodes: nodes.sort() };
}

/** A node, and its address. */
function translatedOf({ manifest }: Recording): readonly [string, readonly number[] | undefined] {
  const [node = '', facts] = Object.entries(manifest.topology)[1] ?? [];
  return [node, facts?.ip?.split('.').map(Number)];
}

function file(path: string, change: (frame: RecordedFrame) => RecordedFrame): string {
  const { linkType, frames } = readCapture(path);
  const changed: RecordedCapture = { linkType, frames: frames.map(change) };
  return folder.file(writeCapture(changed).file);
}

/** TCP only; nobody looks at checksums. */
function translated(frame: RecordedFrame, inside: readonly number[]): RecordedFrame {
  const { segment } = frame;
  if (segment === undefined) return frame;
  const bytes = Buffer.from(frame.bytes);
  for (let at = 0; at + 4 <= segment.from; at++) {
    if (inside.every((byte, place) => bytes[at + place] === byte)) bytes.set(OUTSIDE, at);
  }
  return { ...frame, bytes };
}

/** Each stream of the capture as if its first byte had the number 1. */
function fromFirst(path: string): (frame: RecordedFrame) => RecordedFrame {
  const firsts = new Map<string, number>();
  for (const { segment } of readCapture(path).frames) {
    if (segment !== undefined && !firsts.has(segment.stream)) firsts.set(segment.stream, segment.sequence);
  }
  return (frame) => {
    const { segment } = frame;
    if (segment === undefined) return frame;
    const bytes = Buffer.from(frame.bytes);
    const header = bytes.subarray(0, segment.from);
    const number = Buffer.alloc(4);
    const first = firsts.get(segment.stream) ?? 0;
    for (let at = 0; at + 20 <= header.length; at++) {
      number.writeUInt32BE(segment.sequence);
      if (!header.subarray(at, at + 4).equals(number)) continue;
      bytes.writeUInt32BE((FIRST + segment.sequence - first) >>> 0, at);
      break;
    }
    return { ...frame, bytes };
  };
}
