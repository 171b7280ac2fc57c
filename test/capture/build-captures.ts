/** Captures byte by byte, as the formats' drafts describe them. */

export interface Packet {
  readonly seconds: number;
  /** In units of the file. */
  readonly fraction: number;
  readonly data: Uint8Array;
  readonly originalLength?: number;
}

class Bytes {
  private readonly parts: Buffer[] = [];
  private readonly big: boolean;

  constructor(big: boolean) {
    this.big = big;
  }

  u16(value: number): this {
    const part = Buffer.alloc(2);
    if (this.big) part.writeUInt16BE(value);
    else part.writeUInt16LE(value);
    this.parts.push(part);
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) {
      const part = Buffer.alloc(4);
      if (this.big) part.writeUInt32BE(value);
      else part.writeUInt32LE(value);
      this.parts.push(part);
    }
    return this;
  }

  u64(value: bigint): this {
    const part = Buffer.alloc(8);
    if (this.big) part.writeBigUInt64BE(BigInt.asUintN(64, value));
    else part.writeBigUInt64LE(BigInt.asUintN(64, value));
    this.parts.push(part);
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.parts.push(Buffer.from(bytes));
    return this;
  }

  /** Zeros up to a multiple of four. */
  align(): this {
    return this.raw(Buffer.alloc(-this.length & 3));
  }

  get length(): number {
    return this.parts.reduce((sum, part) => sum + part.length, 0);
  }

  done(): Buffer {
    return Buffer.concat(this.parts);
  }
}

export interface PcapShape {
  readonly big?: boolean;
  readonly magic?: number;
  readonly linkType?: number;
  readonly snapLength?: number;
}

export function pcapHeader(shape: PcapShape = {}): Buffer {
  const { big = false, magic = 0xa1b2c3d4, linkType = 1, snapLength = 65535 } = shape;
  return new Bytes(big).u32(magic).u16(2).u16(4).u32(0, 0, snapLength, linkType).done();
}

export function pcapRecord(packet: Packet, shape: PcapShape = {}): Buffer {
  const { seconds, fraction, data, originalLength = data.length } = packet;
  const bytes = new Bytes(shape.big ?? false).u32(seconds, fraction, data.length, originalLength);
  if (shape.magic === 0xa1b2cd34) bytes.u32(3).u16(0x0800).raw(Uint8Array.of(0, 0));
  return bytes.raw(data).done();
}

export function pcap(packets: readonly Packet[], shape: PcapShape = {}): Buffer {
  return Buffer.concat([pcapHeader(shape), ...packets.map((packet) => pcapRecord(packet, shape))]);
}

export type Option = readonly [code: number, value: Uint8Array | string];

/** One byte order's blocks. */
export class Blocks {
  private readonly big: boolean;

  constructor(big = false) {
    this.big = big;
  }

  block(type: number, body: Uint8Array): Buffer {
    const length = 12 + body.length;
    return new Bytes(this.big).u32(type, length).raw(body).u32(length).done();
  }

  options(options: readonly Option[]): Buffer {
    const bytes = new Bytes(this.big);
    if (options.length === 0) return bytes.done();
    for (const [code, value] of options) {
      const raw = typeof value === 'string' ? Buffer.from(value) : value;
      bytes.u16(code).u16(raw.length).raw(raw).align();
    }
    return bytes.u16(0).u16(0).done();
  }

  u64(value: bigint): Buffer {
    return new Bytes(this.big).u64(value).done();
  }

  /** As time stamps stand in statistics options: upper half first. */
  stamp(value: bigint): Buffer {
    return new Bytes(this.big).u32(Number(value >> 32n), Number(value & 0xffffffffn)).done();
  }

  section(options: readonly Option[] = [], length = -1n): Buffer {
    const body = new Bytes(this.big).u32(0x1a2b3c4d).u16(1).u16(0).u64(length);
    return this.block(0x0a0d0d0a, body.raw(this.options(options)).done());
  }

  interface(linkType = 1, snapLength = 0, options: readonly Option[] = []): Buffer {
    const body = new Bytes(this.big).u16(linkType).u16(0).u32(snapLength);
    return this.block(1, body.raw(this.options(options)).done());
  }

  enhanced(
    id: number,
    time: bigint,
    data: Uint8Array,
    options: readonly Option[] = [],
    originalLength = data.length,
  ): Buffer {
    const body = new Bytes(this.big).u32(id).raw(this.stamp(time)).u32(data.length, originalLength);
    return this.block(6, body.raw(data).align().raw(this.options(options)).done());
  }

  simple(data: Uint8Array, originalLength = data.length): Buffer {
    return this.block(3, new Bytes(this.big).u32(originalLength).raw(data).align().done());
  }

  obsolete(id: number, drops: number, time: bigint, data: Uint8Array, originalLength = data.length): Buffer {
    const body = new Bytes(this.big)
      .u16(id)
      .u16(drops)
      .raw(this.stamp(time))
      .u32(data.length, originalLength);
    return this.block(2, body.raw(data).align().done());
  }

  statistics(id: number, time: bigint, options: readonly Option[]): Buffer {
    const body = new Bytes(this.big).u32(id).raw(this.stamp(time)).raw(this.options(options));
    return this.block(5, body.done());
  }

  secrets(type: number, data: Uint8Array): Buffer {
    return this.block(10, new Bytes(this.big).u32(type, data.length).raw(data).align().done());
  }
}

/** Packet bytes that differ from packet to packet. */
export function payload(length: number, seed = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 7 + seed * 31 + 1) & 0xff);
}

/** `count` packets, a millisecond apart, of lengths that vary. */
export function packets(count: number, length = 60): Packet[] {
  return Array.from({ length: count }, (_, at) => ({
    seconds: 1_700_000_000 + Math.floor(at / 1000),
    fraction: (at % 1000) * 1000,
    data: payload(length + (at % 7), at),
  }));
}
