import { CapabilityName } from '../../decoders/bin/capability-names.ts';
import type { AnalysisContext } from '../cluster/analysis-context.ts';
import type { SeenBefore, SeenBin, SeenMessage, SeenSip, Tracker } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import { CallPackets } from './call-packets.ts';
import { ContactOrigins } from './contact-origins.ts';
import { DialogsAndRequests } from './dialogs-and-requests.ts';
import type { Flow } from './flow.ts';
import { FlowIndex, type FlowLimits, flowLimits } from './flow-index.ts';
import { PresencePackets } from './presence-packets.ts';
import { Registrations } from './registrations.ts';
import { RequestsAtNodes } from './requests-at-nodes.ts';
import { sipFacts } from './sip-facts.ts';
import { UsrlocPackets } from './usrloc-packets.ts';

/** Messages that belong to no flow, and flows that were given up because of limits. */
export interface FlowCounts {
  /** SIP without Call-ID, or unreadable. */
  readonly unreadable: number;
  /** Packets that concern no single registration, call or subscription: profiles, gateways, tags, syncs. */
  readonly unrelated: number;
  readonly forgotten: number;
  readonly cutShort: number;
  readonly contactsForgotten: number;
}

/**
 * Groups messages into flows: registrations, calls, subscriptions and the rest, each with the packets
 * that it caused on every node, and why.
 */
export class FlowTracker implements Tracker {
  private readonly index: FlowIndex;
  private readonly origins: ContactOrigins;
  private readonly registrations: Registrations;
  private readonly dialogs: DialogsAndRequests;
  private readonly usrloc: UsrlocPackets;
  private readonly calls: CallPackets;
  private readonly presence: PresencePackets;
  private unreadable = 0;
  private unrelated = 0;
  private now = 0;

  constructor(context: AnalysisContext, seen: SeenBefore, limits: FlowLimits = flowLimits(context.room)) {
    this.index = new FlowIndex(seen, limits);
    this.origins = new ContactOrigins(context.restarts);
    const requests = {
      registers: new RequestsAtNodes(),
      transactions: new RequestsAtNodes(),
      publications: new RequestsAtNodes(),
      subscriptions: new RequestsAtNodes(),
    };
    const parts = { context, seen, index: this.index, origins: this.origins, requests };
    this.registrations = new Registrations(parts);
    this.dialogs = new DialogsAndRequests(parts);
    this.usrloc = new UsrlocPackets(parts);
    this.calls = new CallPackets(parts, this.dialogs);
    this.presence = new PresencePackets(parts);
  }

  push(message: SeenMessage): void {
    this.now = message.time;
    this.index.tick(message.time);
    if (message.protocol === 'sip') this.pushSip(message);
    else this.pushPacket(message);
  }

  beforeForgetting(first: MessageId): void {
    this.index.forgetBefore(first, this.now);
  }

  /** In the order of their first messages. */
  flows(): readonly Flow[] {
    return this.index.flows();
  }

  /**
   * In the order in which they began. Flows that began at the same time are in no particular order. May grow
   * during iteration.
   */
  each(): Iterable<Flow> {
    return this.index.each();
  }

  /** The flow with this id; if there is none, all flows with this Call-ID. */
  find(idOrCallId: string): readonly Flow[] {
    const all = this.flows();
    const [byId] = all.filter((flow) => flow.id === idOrCallId);
    return byId === undefined ? all.filter((flow) => flow.callIds.includes(idOrCallId)) : [byId];
  }

  get liveCount(): number {
    return this.index.liveCount;
  }

  get counts(): FlowCounts {
    const { unreadable, unrelated } = this;
    const { forgotten, cutShort } = this.index;
    return { unreadable, unrelated, forgotten, cutShort, contactsForgotten: this.origins.forgotten };
  }

  private pushSip(message: SeenSip): void {
    const facts = sipFacts(message.sip);
    if (facts === undefined) this.unreadable++;
    else if (facts.method === 'REGISTER') this.registrations.push(message, facts);
    else this.dialogs.push(message, facts);
  }

  private pushPacket(message: SeenBin): void {
    if (message.packet.capability === CapabilityName.Internal) return;
    if (this.flowOfPacket(message) === undefined) this.unrelated++;
  }

  private flowOfPacket(message: SeenBin): Flow | undefined {
    switch (message.packet.capability) {
      case CapabilityName.Contacts:
        return this.usrloc.push(message);
      case CapabilityName.Dialogs:
        return this.calls.dialog(message);
      case CapabilityName.B2bEntities:
        return this.calls.entity(message);
      case CapabilityName.Transactions:
        return this.calls.carried(message);
      case CapabilityName.Presence:
      case CapabilityName.Pua:
        return this.presence.push(message);
      case CapabilityName.Extra:
        if (message.packet.name === 'CLUSTERER_SYNC') this.usrloc.synced(message);
        return undefined;
      default:
        return undefined;
    }
  }
}
