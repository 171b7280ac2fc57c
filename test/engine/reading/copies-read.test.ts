import { describe, expect, test } from 'vitest';
import { PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import { CopiesRead } from '../../../src/engine/reading/copies-read.ts';
import { NewMessage } from '../../../src/store/new-message.ts';

const RELEASES = 0b1100;

function rowOf(content: number, terms: readonly number[] = [3, 5]): NewMessage {
  const row = new NewMessage();
  row.content = content;
  row.secondContent = content + 1;
  row.length = 400;
  row.kind = 7;
  row.status = PacketStatus.Partial;
  for (const term of terms) row.addTerm(term);
  row.fromTerm = 1;
  row.toTerm = 2;
  row.namesCall = true;
  row.timeout = 1_700_000_000;
  return row;
}

/** A row of which only the bytes are known. */
function unread(content: number): NewMessage {
  return Object.assign(new NewMessage(), { content, secondContent: content + 1, length: 400 });
}

describe('what was read of the last packets', () => {
  test('is what their copies tell', () => {
    const copies = new CopiesRead();
    copies.remember(rowOf(1), RELEASES);
    copies.remember(rowOf(2, [9]), RELEASES);
    const row = unread(1);
    expect(copies.restore(row, RELEASES)).toBe(true);
    expect([row.kind, row.status, row.fromTerm, row.toTerm]).toEqual([7, PacketStatus.Partial, 1, 2]);
    expect([row.namesCall, row.timeout]).toEqual([true, 1_700_000_000]);
    expect([...row.terms.subarray(0, row.termCount)]).toEqual([3, 5]);
    expect(row.content).toBe(1);
  });

  test('is not used for others, or once more is known of their originator', () => {
    const copies = new CopiesRead();
    copies.remember(rowOf(1), RELEASES);
    expect(copies.restore(unread(1), 0b0100)).toBe(false);
    expect(copies.restore(unread(2), RELEASES)).toBe(false);
    expect(copies.restore({ ...unread(1), length: 401 } as NewMessage, RELEASES)).toBe(false);
    expect(copies.restore({ ...unread(1), secondContent: 1 } as NewMessage, RELEASES)).toBe(false);
    expect(copies.restore({ ...unread(0), secondContent: 0, length: 0 } as NewMessage, RELEASES)).toBe(false);
  });

  test('is bounded: the oldest are forgotten, and long lists of terms are not kept', () => {
    const copies = new CopiesRead();
    for (let content = 1; content <= 17; content++) copies.remember(rowOf(content), RELEASES);
    expect(copies.restore(unread(1), RELEASES)).toBe(false);
    expect(copies.restore(unread(2), RELEASES)).toBe(true);
    copies.remember(
      rowOf(
        20,
        Array.from({ length: 9 }, (_, at) => at),
      ),
      RELEASES,
    );
    expect(copies.restore(unread(20), RELEASES)).toBe(false);
  });
});
