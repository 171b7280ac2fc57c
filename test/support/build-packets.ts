/** Packets byte by byte, from the inside out. Checksums are 0: nobody here verifies them. */

export type Bytes = readonly number[] | Uint8Array;

export function join(...parts: Bytes[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function u16(value: number): number[] {
  return [(value >>> 8) & 0xff, value & 0xff];
}

export function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value & 0xffff)];
}

export function text(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value, 'latin1'));
}

export function ethernet(etherType: number, payload: Bytes): Uint8Array {
  return join([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1], u16(etherType), payload);
}

/** What follows the EtherType of a tag: the tag, the next EtherType. */
export function tagged(vlan: number, etherType: number, payload: Bytes): Uint8Array {
  return join(u16(vlan), u16(etherType), payload);
}

export function sll(etherType: number, payload: Bytes): Uint8Array {
  return join(u16(0), u16(1), u16(6), [2, 0, 0, 0, 0, 1, 0, 0], u16(etherType), payload);
}

export function sll2(etherType: number, payload: Bytes): Uint8Array {
  return join(u16(etherType), u16(0), u32(2), u16(1), [0, 6, 2, 0, 0, 0, 0, 1, 0, 0], payload);
}

export const SOURCE_4 = [192, 0, 2, 1];
export const DESTINATION_4 = [192, 0, 2, 2];
export const SOURCE_6 = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
export const DESTINATION_6 = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];

export interface Ipv4Shape {
  readonly source?: Bytes;
  readonly destination?: Bytes;
  readonly identification?: number;
  /** In bytes. */
  readonly fragmentOffset?: number;
  readonly moreFragments?: boolean;
  /** A multiple of four bytes. */
  readonly options?: Bytes;
  readonly totalLength?: number;
  readonly first?: number;
}

export function ipv4(protocol: number, payload: Bytes, shape: Ipv4Shape = {}): Uint8Array {
  const { source = SOURCE_4, destination = DESTINATION_4, identification = 0x1234 } = shape;
  const { fragmentOffset = 0, moreFragments = false, options = [] } = shape;
  const headerLength = 20 + options.length;
  return join(
    [shape.first ?? 0x40 | (headerLength / 4), 0],
    u16(shape.totalLength ?? headerLength + payload.length),
    u16(identification),
    u16((moreFragments ? 0x2000 : 0) | (fragmentOffset / 8)),
    [64, protocol, 0, 0],
    source,
    destination,
    options,
    payload,
  );
}

export interface Ipv6Shape {
  readonly source?: Bytes;
  readonly destination?: Bytes;
  readonly payloadLength?: number;
}

export function ipv6(nextHeader: number, payload: Bytes, shape: Ipv6Shape = {}): Uint8Array {
  const { source = SOURCE_6, destination = DESTINATION_6 } = shape;
  const length = u16(shape.payloadLength ?? payload.length);
  return join([0x60, 0, 0, 0], length, [nextHeader, 64], source, destination, payload);
}

/** Hop-by-hop, destination options and the like: filled with a PadN option. `length` is a multiple of 8. */
export function extension(nextHeader: number, length: number, payload: Bytes): Uint8Array {
  const padding = new Array<number>(length - 4).fill(0);
  return join([nextHeader, length / 8 - 1, 1, length - 4], padding, payload);
}

export interface FragmentShape {
  readonly identification?: number;
  readonly fragmentOffset?: number;
  readonly moreFragments?: boolean;
}

export function fragmentHeader(nextHeader: number, payload: Bytes, shape: FragmentShape = {}): Uint8Array {
  const { identification = 0xcafe0001, fragmentOffset = 0, moreFragments = false } = shape;
  return join([nextHeader, 0], u16(fragmentOffset | (moreFragments ? 1 : 0)), u32(identification), payload);
}

export interface PortShape {
  readonly source?: number;
  readonly destination?: number;
}

export function udp(payload: Bytes, shape: PortShape & { readonly length?: number } = {}): Uint8Array {
  const { source = 5060, destination = 5060, length = 8 + payload.length } = shape;
  return join(u16(source), u16(destination), u16(length), u16(0), payload);
}

export interface TcpShape extends PortShape {
  readonly sequence?: number;
  readonly acknowledgement?: number;
  readonly flags?: number;
  readonly window?: number;
  /** A multiple of four bytes. */
  readonly options?: Bytes;
  readonly headerLength?: number;
}

export function tcp(payload: Bytes, shape: TcpShape = {}): Uint8Array {
  const { source = 40000, destination = 5555, sequence = 1, acknowledgement = 1 } = shape;
  const { flags = 0x18, window = 512, options = [] } = shape;
  return join(
    u16(source),
    u16(destination),
    u32(sequence),
    u32(acknowledgement),
    [((shape.headerLength ?? 20 + options.length) / 4) << 4, flags],
    u16(window),
    u32(0),
    options,
    payload,
  );
}

export interface GreShape {
  readonly checksum?: boolean;
  readonly key?: number;
  readonly sequence?: number;
}

export function gre(protocolType: number, payload: Bytes, shape: GreShape = {}): Uint8Array {
  const { checksum = false, key, sequence } = shape;
  const flags =
    (checksum ? 0x8000 : 0) | (key === undefined ? 0 : 0x2000) | (sequence === undefined ? 0 : 0x1000);
  return join(
    u16(flags),
    u16(protocolType),
    checksum ? u32(0) : [],
    key === undefined ? [] : u32(key),
    sequence === undefined ? [] : u32(sequence),
    payload,
  );
}

export function erspan2(payload: Bytes): Uint8Array {
  return join(u32(0x1000_0001), u32(0), payload);
}

export function erspan3(
  payload: Bytes,
  shape: { readonly frameType?: number; readonly platform?: boolean } = {},
): Uint8Array {
  const { frameType = 0, platform = false } = shape;
  const last = (frameType << 10) | (platform ? 1 : 0);
  return join(u32(0x2000_0001), u32(0), u16(0), u16(last), platform ? new Uint8Array(8) : [], payload);
}

export function vxlan(payload: Bytes, flags = 0x08): Uint8Array {
  return join([flags, 0, 0, 0], [0, 0, 42, 0], payload);
}

/** `next`: IPv4, IPv6 or Ethernet (1, 2, 3); without it, Ethernet. */
export function vxlanGpe(payload: Bytes, next?: number): Uint8Array {
  return join([next === undefined ? 0x08 : 0x0c, 0, 0, next ?? 0], [0, 0, 42, 0], payload);
}

/** `extensions`: each with its length in words in front, and without the type of the next one at its end. */
export function gtpU(payload: Bytes, extensions: readonly Bytes[] = [], sequence?: number): Uint8Array {
  const hasExtension = extensions.length > 0;
  const flags = 0x30 | (hasExtension ? 4 : 0) | (sequence === undefined ? 0 : 2);
  const types = extensions.map((_, at) => (at === extensions.length - 1 ? 0 : 0x85));
  const optional = flags === 0x30 ? [] : [...u16(sequence ?? 0), 0, hasExtension ? 0x85 : 0];
  const rest = join(optional, ...extensions.map((one, at) => join(one, [types[at] as number])), payload);
  return join([flags, 255], u16(rest.length), [0, 0, 0, 7], rest);
}

export function tzsp(payload: Bytes, tags: Bytes = [], protocol = 1): Uint8Array {
  return join([1, 0], u16(protocol), tags, [1], payload);
}

export function geneve(protocol: number, payload: Bytes, options: Bytes = []): Uint8Array {
  return join([options.length / 4, 0], u16(protocol), [0, 0, 42, 0], options, payload);
}

export function mpls(labels: number, payload: Bytes): Uint8Array {
  const stack = Array.from({ length: labels }, (_, at) => [0, 1, at === labels - 1 ? 0x01 : 0x00, 64]);
  return join(...stack, payload);
}

/** As Apple's tcpdump writes it: 108 bytes in front of the frame. */
export function pktap(linkType: number, frame: Bytes): Uint8Array {
  const header = new DataView(new ArrayBuffer(108));
  header.setUint32(0, 108, true);
  header.setUint32(4, 1, true);
  header.setUint32(8, linkType, true);
  return join(new Uint8Array(header.buffer), frame);
}

/** `big`: captured on a host of that byte order. */
export function nflog(payload: Bytes, big = false): Uint8Array {
  const number = (value: number) => (big ? u16(value) : u16(value).reverse());
  const attribute = (type: number, value: Bytes) =>
    join(number(4 + value.length), number(type), value, new Uint8Array(-value.length & 3));
  return join([2, 0, 0, 7], attribute(10, [0x61, 0x62, 0]), attribute(9, payload));
}

export function hepChunk(type: number, data: Bytes, vendor = 0): Uint8Array {
  return join(u16(vendor), u16(type), u16(6 + data.length), data);
}

export function hep(chunks: readonly Bytes[], totalLength?: number): Uint8Array {
  const body = join(...chunks);
  return join(text('HEP3'), u16(totalLength ?? 6 + body.length), body);
}

export const REQUEST = text(
  [
    'OPTIONS sip:bob@192.0.2.2 SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds',
    'From: <sip:alice@192.0.2.1>;tag=1928301774',
    'To: <sip:bob@192.0.2.2>',
    'Call-ID: a84b4c76e66710',
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n'),
);

export const RESPONSE = text('SIP/2.0 200 OK\r\nCall-ID: a84b4c76e66710\r\nCSeq: 1 OPTIONS\r\n\r\n');
