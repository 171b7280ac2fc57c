import { u16be, u32be } from '../../../decoders/bytes/integers.ts';

export const Opcode = { Continuation: 0, Text: 1, Binary: 2, Close: 8, Ping: 9, Pong: 10 } as const;

export const HeaderStatus = { Ok: 0, No: 1, NeedsMore: 2 } as const;
export type HeaderStatus = (typeof HeaderStatus)[keyof typeof HeaderStatus];

/** No SIP is this large; a larger length is an error or an attack. */
const LARGEST_FRAME = 16 * 1024 * 1024;
const LONGEST_CONTROL = 125;

/** The header of a WebSocket frame (RFC 6455 5.2). */
export class WebSocketHeader {
  isFinal = false;
  /** permessage-deflate (RFC 7692). */
  compressed = false;
  opcode = 0;
  masked = false;
  /** Masking key, big-endian. */
  key = 0;
  headerLength = 0;
  payloadLength = 0;

  get isControl(): boolean {
    return this.opcode >= Opcode.Close;
  }

  /** If it returns `NeedsMore`, `headerLength` is the number of bytes needed to go on. */
  read(bytes: Uint8Array, from: number, to: number): HeaderStatus {
    const there = to - from;
    this.headerLength = 2;
    if (there < 2) return HeaderStatus.NeedsMore;
    const first = bytes[from] as number;
    const second = bytes[from + 1] as number;
    this.isFinal = (first & 0x80) !== 0;
    this.compressed = (first & 0x40) !== 0;
    this.opcode = first & 0x0f;
    this.masked = (second & 0x80) !== 0;
    const short = second & 0x7f;
    if (!this.isPossible(first, short)) return HeaderStatus.No;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    this.headerLength = 2 + lengthBytes + (this.masked ? 4 : 0);
    if (there < this.headerLength) return HeaderStatus.NeedsMore;
    this.payloadLength = short;
    if (lengthBytes === 2) this.payloadLength = u16be(bytes, from + 2);
    if (lengthBytes === 8) this.payloadLength = u32be(bytes, from + 2) * 2 ** 32 + u32be(bytes, from + 6);
    this.key = this.masked ? u32be(bytes, from + 2 + lengthBytes) : 0;
    return this.payloadLength > LARGEST_FRAME ? HeaderStatus.No : HeaderStatus.Ok;
  }

  private isPossible(first: number, short: number): boolean {
    if ((first & 0x30) !== 0) return false;
    if (this.isControl) return this.opcode <= Opcode.Pong && this.isFinal && short <= LONGEST_CONTROL;
    return this.opcode <= Opcode.Binary;
  }
}
