import type { BinPacket } from '../../decoders/bin/decode-packet.ts';
import { hashBytes } from '../../decoders/bytes/hash.ts';

/** What copies of a packet that was made by hand have in common, as the index has it of packets with bytes. */
export function contentOf(
  { capability, name, version, length, fields }: BinPacket,
  ...route: number[]
): number {
  const told = JSON.stringify([capability, name, version, length, fields, route], (_, value) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  const bytes = Buffer.from(told);
  return hashBytes(bytes, 0, bytes.length) * 2 ** 20 + (hashBytes(bytes, 0, bytes.length, 1) >>> 12);
}
