import { type BinPacket, decodeLazily, decodePacket } from '../../../decoders/bin/decode-packet.ts';
import { dissectPacket } from '../../../decoders/bin/dissect-packet.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import type { ReleaseSet } from '../../../decoders/bin/releases.ts';
import { PacketSkimmer } from '../../../decoders/bin/skim-packet.ts';
import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import { losslessText } from '../../../decoders/bytes/text.ts';
import { RepeatedTexts } from '../../../decoders/fields/repeated-texts.ts';
import { dissectSip } from '../../../decoders/sip/dissect-sip.ts';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import type { SipMessage } from '../../../decoders/sip/sip-message.ts';
import type { CaptureSource } from '../../capture/capture-source.ts';
import type { SenderReleases } from '../../cluster/sender-releases.ts';
import type { MessageId } from '../../ids.ts';
import { Extents, Protocol } from '../../reassembly/carried-message.ts';
import type { SealedRecords } from '../../reassembly/tls/sealed-records.ts';
import type { MessageIndex } from '../../store/message-index.ts';
import type { RouteTable } from '../../store/routes.ts';
import { pooledBytes } from '../reading/pooled-bytes.ts';
import { BlockCache } from './block-cache.ts';
import { fieldLines } from './message-text.ts';
import type { ReusedBytes } from './reused-bytes.ts';
import { SealedReader } from './sealed-reader.ts';

/** Reads the bytes of single messages again from their files, and decodes them in full. */
export class MessageReader {
  private readonly index: MessageIndex;
  private readonly routes: RouteTable;
  private readonly releases: SenderReleases;
  private readonly cache: BlockCache;
  private readonly sealed: SealedReader;
  private readonly extents = new Extents();
  private readonly skimmer = new PacketSkimmer(CATALOGUE);
  private readonly texts = new RepeatedTexts();

  constructor(
    index: MessageIndex,
    routes: RouteTable,
    releases: SenderReleases,
    sources: readonly CaptureSource[],
    records: SealedRecords,
  ) {
    this.index = index;
    this.routes = routes;
    this.releases = releases;
    this.cache = new BlockCache(sources);
    this.sealed = new SealedReader(records, this.cache);
  }

  /** The message's bytes, as far as they were captured; fewer if the file was cut short since it was read. */
  bytes(id: MessageId): Uint8Array {
    const bytes = pooledBytes(this.index.length(id));
    const there = this.copy(id, bytes);
    return there < bytes.length ? bytes.subarray(0, there) : bytes;
  }

  /** As `bytes`, into memory that is reused. */
  bytesInto(into: ReusedBytes, id: MessageId): void {
    into.make(this.index.length(id));
    into.length = this.copy(id, into.bytes);
  }

  /** At most `most` of the first bytes; none if they are not contiguous in the file. */
  headInto(into: ReusedBytes, id: MessageId, most: number): void {
    const { index, extents } = this;
    index.locate(id, extents);
    const length = Math.min(most, index.length(id));
    into.make(length);
    const isPlain = (extents.length[0] as number) >= length && (extents.mask[0] as number) === 0;
    into.length = isPlain ? this.copyPart(id, 0, into.bytes, 0, length) : 0;
  }

  /** Returns how many bytes were there. */
  private copy(id: MessageId, bytes: Uint8Array): number {
    const { index, extents } = this;
    index.locate(id, extents);
    let at = 0;
    for (let part = 0; part < extents.count; part++) {
      const length = extents.length[part] as number;
      const there = this.copyPart(id, part, bytes, at, length);
      unmask(bytes, at, at + there, extents.mask[part] as number);
      at += there;
      if (there < length) break;
    }
    return at;
  }

  /** Reads the first `length` bytes of part `part` of `extents`; returns how many were there. */
  private copyPart(id: MessageId, part: number, into: Uint8Array, at: number, length: number): number {
    const { extents } = this;
    const delta = extents.delta[part] as number;
    const record = extents.record[part] as number;
    if (record !== 0) return this.sealed.copy(record, delta, length, into, at);
    const offset = (extents.recordOffset[part] as number) + delta;
    return this.cache.copy(this.index.source(id), offset, length, into, at);
  }

  packet(id: MessageId): BinPacket {
    const bytes = this.bytes(id);
    return decodePacket(CATALOGUE, bytes, 0, bytes.length, this.releasesOf(id), this.skimmer);
  }

  /** As `packet`, for analysis: each field is decoded when it is first asked for by name, and cannot be listed. */
  lazyPacket(id: MessageId): BinPacket {
    const bytes = this.bytes(id);
    return decodeLazily(this.skimmer, bytes, bytes.length, this.releasesOf(id), this.texts);
  }

  sip(id: MessageId): SipMessage {
    const bytes = this.bytes(id);
    return parseSip(bytes, 0, bytes.length);
  }

  /** The field tree; offsets count from the message's first byte. */
  dissect(id: MessageId): readonly FieldNode[] {
    const bytes = this.bytes(id);
    if (this.index.protocol(id) === Protocol.Sip) return dissectSip(bytes, 0, bytes.length);
    return dissectPacket(CATALOGUE, bytes, 0, bytes.length, this.releasesOf(id));
  }

  /** SIP as it is, BIN as its fields, a line each. */
  text(id: MessageId): string {
    if (this.index.protocol(id) === Protocol.Bin) return fieldLines(this.dissect(id)).join('\n');
    const bytes = this.bytes(id);
    return losslessText(bytes, 0, bytes.length);
  }

  private releasesOf(id: MessageId): ReleaseSet {
    const route = this.index.route(id);
    return this.releases.of(this.routes.cluster(route), this.routes.source(route));
  }
}

/** RFC 6455 5.3: byte i is XORed with byte i mod 4 of the key; 0 masks nothing. */
function unmask(bytes: Uint8Array, from: number, to: number, key: number): void {
  if (key === 0) return;
  for (let at = from, i = 0; at < to; at++, i++) {
    bytes[at] = (bytes[at] as number) ^ ((key >>> (24 - 8 * (i & 3))) & 0xff);
  }
}
