import { readFileSync, truncateSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Session } from '../../../src/engine/session.ts';
import type { MessageId } from '../../../src/ids.ts';
import { Extents, Protocol } from '../../../src/reassembly/carried-message.ts';
import { Folder } from '../../capture/reading.ts';
import { messagesOf, readAll, recording } from '../../recordings/recordings.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** Not compressed: the file itself is read again. */
function unpacked(name: string, file: string): string {
  const path = recording(name).captures.find((one) => one.endsWith(`/${file}.pcap.gz`)) ?? '';
  return folder.file(gunzipSync(readFileSync(path)));
}

/** The bytes of a message by hand: stretches of the file, one after the other. */
function fromFile(session: Session, id: MessageId, files: readonly Buffer[]): Buffer {
  const extents = new Extents();
  session.tables.index.locate(id, extents);
  const file = files[session.tables.index.source(id)] as Buffer;
  return Buffer.concat(
    Array.from({ length: extents.count }, (_, part) => {
      const from = (extents.recordOffset[part] as number) + (extents.delta[part] as number);
      return file.subarray(from, from + (extents.length[part] as number));
    }),
  );
}

describe('bytes of messages', () => {
  test('are those of the file, in whatever order they are asked for', async () => {
    // More than the blocks that are kept at a time.
    const paths = [unpacked('3.4/coalesce', 'node1'), unpacked('3.4/loss-reorder', 'node3')];
    const session = await readAll(paths);
    const files = paths.map((path) => readFileSync(path));
    const ids = [...messagesOf(session)];
    const inParts = ids.filter((id) => {
      const extents = new Extents();
      session.tables.index.locate(id, extents);
      return extents.count > 1;
    });
    expect(inParts.length).toBeGreaterThan(5);
    const check = (id: MessageId): void => {
      if (!fromFile(session, id, files).equals(session.reader.bytes(id))) expect.fail(`message ${id}`);
    };
    for (const id of ids) check(id);
    for (const id of [...ids].reverse()) check(id);
    fc.assert(fc.property(fc.constantFrom(...ids, ...inParts), check), { numRuns: 1000 });
    session.close();
  });

  test('are a copy: the next message does not change them', async () => {
    const session = await readAll([unpacked('3.4/calls', 'node1')]);
    const ids = [...messagesOf(session)];
    const kept = ids.map((id) => session.reader.bytes(id));
    const again = ids.map((id) => Buffer.from(session.reader.bytes(id)).toString('latin1'));
    expect(kept.map((bytes) => Buffer.from(bytes).toString('latin1'))).toEqual(again);
    session.close();
  });

  test('are fewer, and nothing throws, where the file was cut since', async () => {
    const path = unpacked('3.4/calls', 'node2');
    const session = await readAll([path]);
    const file = readFileSync(path);
    const ids = [...messagesOf(session)];
    truncateSync(path, file.length >> 1);
    let missing = 0;
    for (const id of ids) {
      const bytes = session.reader.bytes(id);
      const whole = fromFile(session, id, [file]);
      expect(whole.subarray(0, bytes.length).equals(bytes)).toBe(true);
      if (bytes.length < whole.length) missing++;
      session.reader.dissect(id);
      session.reader.text(id);
      if (session.tables.index.protocol(id) === Protocol.Bin) session.reader.packet(id);
      else session.reader.sip(id);
    }
    expect(missing).toBeGreaterThan(10);
    expect(missing).toBeLessThan(ids.length);
    session.close();
  });
});

describe('decoded again', () => {
  test('messages are what the index says of them', async () => {
    const session = await readAll([unpacked('mixed/mixed-3.4-3.6', 'node1')]);
    const { index, kinds, routes } = session.tables;
    for (const id of messagesOf(session)) {
      const kind = kinds.get(index.kind(id));
      if (kind.protocol === 'sip') {
        const { kind: form, method, status } = session.reader.sip(id);
        if (kind.form === 'request') expect([form, method]).toEqual(['request', kind.method]);
        if (kind.form === 'response') expect([form, status]).toEqual(['response', kind.status]);
        continue;
      }
      const packet = session.reader.packet(id);
      expect(packet).toMatchObject({ capability: kind.capability, command: kind.command, name: kind.name });
      const route = index.route(id);
      const ids = [routes.cluster(route), routes.source(route), routes.destination(route)];
      expect(ids).toEqual([packet.cluster ?? 0, packet.source ?? 0, packet.destination ?? 0]);
      expect(packet.length).toBe(index.length(id));
    }
    session.close();
  });
});
