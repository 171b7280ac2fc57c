import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/engine/session.ts';
import type { SourceId } from '../../src/ids.ts';
import { messagesOf, nameInManifest, type Recording, readAll, recording, recordings } from './recordings.ts';

/** Clocks of observers, against the offsets by which the recordings' own files were shifted. */

const NODES = /^node\d(\.nsec)?\.pcap(ng)?$/;

describe('clocks of the recordings', () => {
  for (const one of recordings()) {
    const captures = ofNodes(one);
    if (captures.length < 2) continue;
    test(`${one.name}: the offsets are those of the manifest within 1 ms`, async () => {
      const session = await readAll(captures);
      session.align();
      const clocks = session.clocks?.perSource ?? [];
      const truth = captures.map((path) => one.manifest.files[nameInManifest(path)]?.clock_offset_s ?? 0);
      const reference = clocks.findIndex(({ role }) => role === 'reference');
      const errors = clocks.map(
        ({ offset }, at) => offset / 1e6 - 1e3 * ((truth[at] ?? 0) - (truth[reference] ?? 0)),
      );
      const steps = session.clocks?.steps;
      session.close();
      expect(steps).toEqual([]);
      expect(clocks.map(({ role }) => role)).not.toContain('unlinked');
      for (const error of errors) expect(Math.abs(error)).toBeLessThan(1);
    });
  }

  test('messages of shifted captures come in the order of those that were not shifted', async () => {
    const shifted = await readAll(ofNodes(recording('3.4/clock-offset')));
    const plain = await readAll(ofNodes(recording('3.4/calls')));
    const before = [...identities(shifted)];
    shifted.align();
    plain.align();
    const [aligned, expected] = [[...identities(shifted)], [...identities(plain)]];
    expect(before).not.toEqual(expected);
    expect([...aligned].sort()).toEqual([...expected].sort());
    expect(misplaced(aligned, expected)).toEqual([]);
    for (const session of [shifted, plain]) session.close();
  });

  test('the order of the files does not matter', async () => {
    const captures = ofNodes(recording('3.4/clock-offset'));
    const one = await readAll(captures);
    const other = await readAll([...captures].reverse());
    for (const session of [one, other]) session.align();
    const times = (session: Session): readonly string[] =>
      [...messagesOf(session)].map(
        (id) => `${session.tables.base.epochNanoseconds(session.timeOf(id))} ${identity(session, id)}`,
      );
    expect(times(other)).toEqual(times(one));
    expect(other.tables.base.epochNanoseconds(other.firstFrameTime ?? 0)).toBe(
      one.tables.base.epochNanoseconds(one.firstFrameTime ?? 0),
    );
    for (const session of [one, other]) session.close();
  });

  test('a single observer keeps its times', async () => {
    const [capture = ''] = ofNodes(recording('3.4/clock-offset'));
    const session = await readAll([capture]);
    session.align();
    expect(session.clocks).toBeUndefined();
    expect(session.alignedTime(0 as SourceId, 17)).toBe(17);
    session.close();
  });
});

/** One capture a node. */
function ofNodes({ captures }: Recording): readonly string[] {
  const all = captures.filter((path) => NODES.test(nameInManifest(path)));
  return all.filter((path) => !/nsec/.test(path) || !all.includes(path.replace('.nsec', '')));
}

function* identities(session: Session): Generator<string> {
  for (const id of messagesOf(session)) yield identity(session, id);
}

function identity(session: Session, id: Parameters<Session['timeOf']>[0]): string {
  const { index, endpoints } = session.tables;
  const ends = `${endpoints.text(index.sender(id))} ${endpoints.text(index.receiver(id))}`;
  return `${ends} ${index.sequence(id)} ${Buffer.from(session.reader.bytes(id)).toString('base64')}`;
}

/** Messages that are further than a few places from where they should be: some come in one microsecond. */
function misplaced(found: readonly string[], expected: readonly string[]): readonly string[] {
  const places = new Map(expected.map((message, at) => [message, at]));
  return found.filter((message, at) => Math.abs((places.get(message) ?? -100) - at) > 2);
}
