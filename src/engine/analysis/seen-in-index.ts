import type { SipMessage } from '../../../decoders/sip/sip-message.ts';
import type { Membership } from '../../cluster/identity/node-directory.ts';
import type { SeenBefore, SeenBin, SeenMessage, SeenSip, Sight } from '../../cluster/seen-message.ts';
import type { EndpointId, MessageId } from '../../ids.ts';
import { Cut, Protocol, type Transport } from '../../reassembly/carried-message.ts';
import { IndexedNames } from '../lookup/indexed-names.ts';
import { IndexedSips } from '../lookup/indexed-sip.ts';
import { PacketView } from '../lookup/packet-view.ts';
import { RecentPackets } from '../lookup/recent-packets.ts';
import type { Session } from '../session.ts';

/** The messages of a session as analysis sees them, in aligned time. */
export class SeenMessages implements SeenBefore {
  readonly session: Session;
  readonly sips: IndexedSips;
  private readonly names: IndexedNames;
  private readonly packets: RecentPackets;

  constructor(session: Session) {
    this.session = session;
    this.names = new IndexedNames(session.tables);
    this.sips = new IndexedSips(session.tables, session.reader, this.names);
    this.packets = new RecentPackets(session.tables.index, session.reader);
  }

  get(id: MessageId): SeenMessage {
    const { index } = this.session.tables;
    return index.protocol(id) === Protocol.Sip ? new SeenSipInIndex(this, id) : this.packet(id);
  }

  sip(id: MessageId): SeenSip | undefined {
    const { index } = this.session.tables;
    return index.protocol(id) === Protocol.Sip ? new SeenSipInIndex(this, id) : undefined;
  }

  sights(id: MessageId): readonly Sight[] {
    const { session } = this;
    const { index } = session.tables;
    if (index.furtherObservation(id) === 0) {
      const source = index.source(id);
      const frame = index.frame(id);
      return [{ source, frame, time: session.alignedTime(source, index.time(id), frame) }];
    }
    const sights = session.sightsOf(id).map(({ source, frame, time }) => ({
      source,
      frame,
      time: session.alignedTime(source, time, frame),
    }));
    return sights.sort((a, b) => a.time - b.time || a.source - b.source);
  }

  /** Written out field by field: it runs for every packet, and spreading is slow. */
  private packet(id: MessageId): SeenBin {
    const { session } = this;
    const { index, endpoints, nodes } = session.tables;
    const sender = index.sender(id);
    const receiver = index.receiver(id);
    const packet = new PacketView(session.tables, this.packets, this.names, id);
    const cluster = packet.cluster ?? 0;
    const time = session.timeOf(id);
    return {
      protocol: 'bin',
      id,
      time,
      sights: this.sights(id),
      sender,
      receiver,
      transport: index.transport(id),
      retransmissions: session.retransmissionsOf(id),
      packet,
      isUnfinished: index.cut(id) === Cut.End,
      content: index.content(id),
      cluster,
      source: packet.source ?? 0,
      destination: packet.destination ?? 0,
      sentBy: nodes.nodeIn(cluster, endpoints.addressOf(sender), time),
      receivedBy: nodes.nodeIn(cluster, endpoints.addressOf(receiver), time),
    };
  }
}

/** A SIP message. Trackers ask little of most messages, so everything but its time is looked up on demand. */
class SeenSipInIndex implements SeenSip {
  readonly protocol = 'sip';
  readonly id: MessageId;
  readonly time: number;
  private readonly all: SeenMessages;
  private view: SipMessage | undefined;
  private senders: readonly Membership[] | undefined;
  private receivers: readonly Membership[] | undefined;

  constructor(all: SeenMessages, id: MessageId) {
    this.all = all;
    this.id = id;
    this.time = all.session.timeOf(id);
  }

  get sip(): SipMessage {
    this.view ??= this.all.sips.get(this.id);
    return this.view;
  }

  get sights(): readonly Sight[] {
    return this.all.sights(this.id);
  }

  get sender(): EndpointId {
    return this.all.session.tables.index.sender(this.id);
  }

  get receiver(): EndpointId {
    return this.all.session.tables.index.receiver(this.id);
  }

  get transport(): Transport {
    return this.all.session.tables.index.transport(this.id);
  }

  get retransmissions(): number {
    return this.all.session.retransmissionsOf(this.id);
  }

  get sentBy(): readonly Membership[] {
    this.senders ??= this.nodesAt(this.sender);
    return this.senders;
  }

  get receivedBy(): readonly Membership[] {
    this.receivers ??= this.nodesAt(this.receiver);
    return this.receivers;
  }

  private nodesAt(endpoint: EndpointId): readonly Membership[] {
    const { endpoints, nodes } = this.all.session.tables;
    return nodes.membershipsOf(endpoints.addressOf(endpoint), this.time);
  }
}
