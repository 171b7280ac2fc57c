import type { PacketSpec } from '../../decoders/bin/capability.ts';
import { CapabilityName } from '../../decoders/bin/capability-names.ts';
import type { CapabilityEntry } from '../../decoders/bin/catalogue.ts';

/** The kind of a message. Messages of the same kind share one entry of the table. */
export type MessageKind =
  | { readonly protocol: 'sip'; readonly form: 'request'; readonly method: string }
  | { readonly protocol: 'sip'; readonly form: 'response'; readonly status: number; readonly method: string }
  /** On a SIP port, or between SIP messages, but without a readable start line. */
  | { readonly protocol: 'sip'; readonly form: 'unreadable' }
  | {
      readonly protocol: 'bin';
      readonly capability: string;
      readonly command: number;
      /** OpenSIPS's name of the packet; absent if unknown. */
      readonly name?: string;
      /** clusterer-internal: hidden by default. */
      readonly internal: boolean;
    };

/** Beyond this many, all others are one: only hostile traffic has so many methods and capabilities. */
const MOST_KINDS = 8192;

/** The kinds that occur, each with a small number, in order of first appearance. */
export class KindTable {
  private readonly kinds: MessageKind[] = [];
  private readonly requests = new Map<string, number>();
  private readonly responses = new Map<string, Map<number, number>>();
  private readonly packets = new Map<PacketSpec, number>();
  private unreadableSip: number | undefined;
  private otherKinds: number | undefined;
  private readonly unknownPackets = new Map<string, number>();

  get size(): number {
    return this.kinds.length;
  }

  get(kind: number): MessageKind {
    return this.kinds[kind] ?? OTHER;
  }

  request(method: string): number {
    return (
      this.requests.get(method) ??
      this.remember(this.requests, method, { protocol: 'sip', form: 'request', method })
    );
  }

  response(status: number, method: string): number {
    let byStatus = this.responses.get(method);
    if (byStatus === undefined) {
      byStatus = new Map();
      if (!this.isFull) this.responses.set(method, byStatus);
    }
    const known = byStatus.get(status);
    return known ?? this.remember(byStatus, status, { protocol: 'sip', form: 'response', status, method });
  }

  unreadable(): number {
    this.unreadableSip ??= this.add({ protocol: 'sip', form: 'unreadable' });
    return this.unreadableSip;
  }

  packet(entry: CapabilityEntry, packet: PacketSpec): number {
    const known = this.packets.get(packet);
    if (known !== undefined) return known;
    const capability = entry.spec.name;
    const twin = this.kinds.findIndex(
      (kind) =>
        kind.protocol === 'bin' &&
        kind.capability === capability &&
        kind.command === packet.command &&
        kind.name === packet.name,
    );
    const { command, name } = packet;
    const internal = capability === CapabilityName.Internal;
    const kind = twin >= 0 ? twin : this.addOrOther({ protocol: 'bin', capability, command, name, internal });
    // There are as many as are declared, so that all can be remembered.
    this.packets.set(packet, kind);
    return kind;
  }

  unknownPacket(capability: string, command: number): number {
    const key = `${command} ${capability}`;
    const known = this.unknownPackets.get(key);
    if (known !== undefined) return known;
    const internal = capability === CapabilityName.Internal;
    return this.remember(this.unknownPackets, key, { protocol: 'bin', capability, command, internal });
  }

  private remember<Key>(table: Map<Key, number>, key: Key, kind: MessageKind): number {
    const hasRoom = !this.isFull;
    const id = this.addOrOther(kind);
    if (hasRoom) table.set(key, id);
    return id;
  }

  private get isFull(): boolean {
    return this.kinds.length >= MOST_KINDS;
  }

  private addOrOther(kind: MessageKind): number {
    if (!this.isFull) return this.add(kind);
    this.otherKinds ??= this.add(OTHER);
    return this.otherKinds;
  }

  private add(kind: MessageKind): number {
    return this.kinds.push(kind) - 1;
  }
}

const OTHER: MessageKind = { protocol: 'bin', capability: '(other)', command: 0, internal: false };
