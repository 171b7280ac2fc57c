import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import { ANY_RELEASE, type ReleaseSet } from '../../../decoders/bin/releases.ts';
import { PacketSkimmer } from '../../../decoders/bin/skim-packet.ts';
import { i32le } from '../../../decoders/bytes/integers.ts';
import { equalBytes } from '../../../decoders/bytes/text.ts';
import { Role } from '../../../decoders/fields/field.ts';
import { writeAor } from '../../../decoders/sip/addresses-of-record.ts';
import { UriParts } from '../../../decoders/sip/uri.ts';
import { PayloadHash } from '../../tables/payload-hash.ts';
import { BinColumn, BinDigest, Sender } from './bin-digest.ts';
import { CopiesDigested } from './copies-digested.ts';
import { TermRole } from './message-digest.ts';
import { ReplicatedCalls } from './replicated-calls.ts';
import { SipDigester } from './sip-digest.ts';

/** Length of the destination's id, which the trailer ends with (spec bin-core 5). */
const DESTINATION = 4;
/** Longest AOR that is written anew. */
const LONGEST_WRITTEN = 1024;
const SIP_SCHEME = Buffer.from('sip:');
const AT = Buffer.from('@');

/** Reads digests from BIN packets. Reused; allocates next to nothing. */
export class BinDigester {
  private readonly digest = new BinDigest();
  private readonly skimmer = new PacketSkimmer(CATALOGUE);
  private readonly hash = new PayloadHash();
  private readonly sip = new SipDigester();
  private readonly uri = new UriParts();
  private readonly scratch = new Uint8Array(LONGEST_WRITTEN);
  private readonly copies = new CopiesDigested();
  private readonly calls = new ReplicatedCalls();
  private bytes: Uint8Array = new Uint8Array(0);
  private from = 0;

  /** What does not depend on what the originator runs. */
  readHead(bytes: Uint8Array, from: number, to: number): BinDigest {
    const { skimmer, digest, hash } = this;
    this.bytes = bytes;
    this.from = from;
    skimmer.readHead(bytes, from, to);
    const { destination, entry } = skimmer;
    digest.set(
      BinColumn.Content,
      hash.of(bytes, from, destination > 0 ? Math.max(from, to - DESTINATION) : to),
    );
    digest.set(BinColumn.SecondContent, hash.second);
    digest.set(BinColumn.Cluster, skimmer.cluster);
    digest.set(BinColumn.Source, skimmer.source);
    digest.set(BinColumn.Destination, destination);
    digest.set(BinColumn.CapabilityFrom, skimmer.capabilityFrom - from);
    digest.set(BinColumn.CapabilityTo, skimmer.capabilityTo - from);
    digest.set(BinColumn.Command, skimmer.command);
    digest.set(BinColumn.Entry, entry === undefined ? -1 : CATALOGUE.entries.indexOf(entry));
    digest.set(BinColumn.Sender, Sender.Unnamed);
    digest.set(BinColumn.SenderNode, 0);
    return digest;
  }

  /** The rest, after `readHead`, if the originator runs one of these releases. */
  readPayload(known: ReleaseSet): void {
    const { skimmer, digest } = this;
    skimmer.readPayload(known);
    const { entry, candidate } = skimmer;
    digest.set(BinColumn.Status, skimmer.status);
    digest.set(
      BinColumn.Packet,
      candidate === undefined ? -1 : (entry?.spec.packets.indexOf(candidate.packet) ?? -1),
    );
    digest.set(BinColumn.Releases, skimmer.releases);
    digest.set(BinColumn.Certain, known === ANY_RELEASE ? skimmer.certain : known);
    this.calls.note(skimmer, this.bytes, digest);
    this.readSender();
    digest.clearTerms();
    this.addTerms();
  }

  /** All of it, as far as the bytes alone tell. */
  readWhole(bytes: Uint8Array, from: number, to: number): BinDigest {
    const { copies } = this;
    const digest = this.readHead(bytes, from, to);
    const mayHaveCopies = digest.get(BinColumn.Destination) > 0;
    if (mayHaveCopies && copies.restore(digest, to - from)) return digest;
    this.readPayload(ANY_RELEASE);
    if (mayHaveCopies) copies.remember(digest, to - from);
    return digest;
  }

  /** A flooded packet ends with the id of the node that sent this copy, and a PING or PONG begins with it. */
  private readSender(): void {
    const { entry, candidate, payloadTo, source } = this.skimmer;
    if (entry?.spec.nodeIds !== 'prefix') return;
    const fields = candidate?.list.fields ?? [];
    const isFlooded = fields[fields.length - 1]?.spec.name === 'path';
    this.digest.set(BinColumn.Sender, Sender.Named);
    this.digest.set(BinColumn.SenderNode, isFlooded ? i32le(this.bytes, payloadTo - 4) : source);
  }

  private addTerms(): void {
    const { digest, bytes, from: start } = this;
    const { terms } = this.skimmer;
    for (let at = 0; at < terms.count; at++) {
      const from = terms.from(at);
      const to = terms.to(at);
      switch (terms.role(at)) {
        case Role.Aor:
          digest.addTerm(TermRole.Packed, bytes, start, from, to);
          break;
        case Role.CallId:
          digest.addTerm(TermRole.CallId, bytes, start, from, to);
          break;
        case Role.Uri:
          this.addUri(TermRole.Packed, from, to);
          break;
        case Role.FromUri:
          this.addUri(TermRole.From, from, to);
          break;
        case Role.ToUri:
          this.addUri(TermRole.To, from, to);
          break;
        case Role.AorUser:
          if (terms.role(at + 1) === Role.AorHost && at + 1 < terms.count)
            this.addUserAndHost(from, to, terms.from(at + 1), terms.to(at + 1));
          break;
        case Role.SipMessage:
          this.sip.readInner(bytes, from, to, start, digest);
          break;
      }
    }
  }

  /** Usually the packet has the normal form as it is. */
  private addUri(role: TermRole, from: number, to: number): void {
    const { bytes, uri, scratch, digest } = this;
    if (!uri.read(bytes, from, to)) return;
    const length = writeAor(bytes, uri, scratch);
    if (length === 0) return;
    const { userFrom } = uri;
    if (userFrom + length <= to && equalBytes(bytes, userFrom, scratch, 0, length))
      digest.addTerm(role, bytes, this.from, userFrom, userFrom + length);
    else digest.addText(role, scratch, length);
  }

  private addUserAndHost(userFrom: number, userTo: number, hostFrom: number, hostTo: number): void {
    const { bytes, scratch } = this;
    const parts = [SIP_SCHEME, bytes.subarray(userFrom, userTo), AT, bytes.subarray(hostFrom, hostTo)];
    const uri = Buffer.concat(parts);
    if (!this.uri.read(uri, 0, uri.length)) return;
    const length = writeAor(uri, this.uri, scratch);
    if (length > 0) this.digest.addText(TermRole.Packed, scratch, length);
  }
}
