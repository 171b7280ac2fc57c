import { hasRawBytes, hex, textBytes } from '../../decoders/bytes/text.ts';

/** For JSON.stringify: byte strings that are not UTF-8 become `{"hex":"..."}`. */
export function wireText(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !hasRawBytes(value)) return value;
  const bytes = textBytes(value);
  return { hex: hex(bytes, 0, bytes.length) };
}
