import { coreHash } from '../../../decoders/bin/meanings.ts';
import { textBytes } from '../../../decoders/bytes/text.ts';

/** Default size of the dialog hash table, which must be the same on all nodes. */
const TABLE_SIZE = 4096;

/** The two halves of a dialog's `did`. */
export interface DialogId {
  readonly entry: number;
  readonly id: number;
}

/** The hash bucket is not on the wire: it is the core hash of the Call-ID (spec bin-capabilities 5.1.4). */
export function dialogIdOf(callId: string, hashId: number, tableSize = TABLE_SIZE): DialogId {
  const bytes = textBytes(callId);
  return { entry: coreHash(bytes, 0, bytes.length) & (tableSize - 1), id: hashId >>> 0 };
}

/** As in the Record-Route parameter `did`: lower-case hex, least significant digit first. */
export function didText({ entry, id }: DialogId): string {
  return `${backwards(entry)}.${backwards(id)}`;
}

/** Undefined if the text is no did. */
export function parseDid(text: string): DialogId | undefined {
  const halves = /^([0-9a-f]{1,8})\.([0-9a-f]{1,8})/i.exec(text);
  if (halves === null) return undefined;
  return { entry: forwards(halves[1] ?? ''), id: forwards(halves[2] ?? '') };
}

function backwards(number: number): string {
  return [...(number >>> 0).toString(16)].reverse().join('');
}

function forwards(text: string): number {
  return Number.parseInt([...text].reverse().join(''), 16);
}
