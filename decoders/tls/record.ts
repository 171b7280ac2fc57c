import { u16be } from '../bytes/integers.ts';

/** Content types of records (RFC 8446 5.1, RFC 5246 6.2.1). */
export const ContentType = { ChangeCipherSpec: 20, Alert: 21, Handshake: 22, ApplicationData: 23 } as const;

/** Content type, version, length. */
export const RECORD_HEADER = 5;
/** Largest length of a record: TLSCiphertext.length of TLS 1.2 (RFC 5246 6.2.3). */
const LONGEST_RECORD = 16_384 + 2048;

export const RecordStatus = { Ok: 0, No: 1, NeedsMore: 2 } as const;
export type RecordStatus = (typeof RecordStatus)[keyof typeof RecordStatus];

/** Does a record begin at `from`? Looks at content type, version (3.0 to 3.4) and length. */
export function recordStatus(bytes: Uint8Array, from: number, to: number): RecordStatus {
  const there = to - from;
  const type = bytes[from] as number;
  if (type < ContentType.ChangeCipherSpec || type > ContentType.ApplicationData) return RecordStatus.No;
  if (there > 1 && bytes[from + 1] !== 3) return RecordStatus.No;
  if (there > 2 && (bytes[from + 2] as number) > 4) return RecordStatus.No;
  if (there < RECORD_HEADER) return RecordStatus.NeedsMore;
  const length = u16be(bytes, from + 3);
  return length > 0 && length <= LONGEST_RECORD ? RecordStatus.Ok : RecordStatus.No;
}

/** Length of a record including its header; `recordStatus` must have been `Ok`. */
export function recordLength(bytes: Uint8Array, from: number): number {
  return RECORD_HEADER + u16be(bytes, from + 3);
}
