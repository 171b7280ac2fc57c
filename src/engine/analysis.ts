import { SipViewer } from '../../decoders/sip/message-view.ts';
import type { AnalysisContext } from '../cluster/analysis-context.ts';
import { ContactTracker } from '../cluster/contacts/contact-tracker.ts';
import { Coverage } from '../cluster/coverage.ts';
import { DialogTracker } from '../cluster/dialogs/dialog-tracker.ts';
import { ClusterNodes } from '../cluster/nodes/cluster-nodes.ts';
import { Restarts } from '../cluster/restarts.ts';
import type { SeenMessage, Sight, Tracker } from '../cluster/seen-message.ts';
import { FlowTracker } from '../flows/flow-tracker.ts';
import type { MessageId } from '../ids.ts';
import { Protocol } from '../reassembly/carried-message.ts';
import { PacketView } from './packet-view.ts';
import type { Session } from './session.ts';

export type AnalysisState = 'more' | 'end';

/** Messages between two looks at the clock. */
const BATCH = 128;

/**
 * What the messages of a session mean: who the nodes are, what each of them holds, which flows there
 * were. Reads the messages once, in aligned time, up to a time if that is given: the state is then the
 * state of that time.
 */
export class Analysis {
  readonly coverage = new Coverage();
  readonly context: AnalysisContext;
  readonly nodes: ClusterNodes;
  readonly contacts: ContactTracker;
  readonly dialogs: DialogTracker;
  readonly flows: FlowTracker;
  private readonly session: Session;
  private readonly trackers: readonly Tracker[];
  private readonly until: number;
  private readonly viewer = new SipViewer();
  private position = 0;
  private lastTime: number | undefined;

  /** `until` is aligned session time; the end if not given. */
  constructor(session: Session, until = Number.POSITIVE_INFINITY) {
    const { tables } = session;
    this.session = session;
    this.until = until;
    this.context = {
      base: tables.base,
      endpoints: tables.endpoints,
      directory: tables.nodes,
      releases: tables.releases,
      coverage: this.coverage,
      restarts: new Restarts(),
    };
    this.flows = new FlowTracker(this.context);
    this.nodes = new ClusterNodes(this.context);
    this.contacts = new ContactTracker(this.context);
    this.dialogs = new DialogTracker(this.context);
    this.trackers = [this.context.restarts, this.nodes, this.contacts, this.dialogs, this.flows];
  }

  /** Time of the state: the one asked for, else that of the last message. */
  get time(): number {
    return this.until === Number.POSITIVE_INFINITY ? (this.lastTime ?? 0) : this.until;
  }

  /** Analyses for about `budget` milliseconds. */
  advance(budget: number): AnalysisState {
    const { order } = this.session.tables;
    const deadline = performance.now() + budget;
    do {
      for (let messages = 0; messages < BATCH; messages++) {
        if (this.position >= order.length) return 'end';
        if (!this.take(order.at(this.position) as MessageId)) return 'end';
        this.position++;
      }
    } while (performance.now() < deadline);
    return 'more';
  }

  /** False where the message is later than what was asked for. */
  private take(id: MessageId): boolean {
    const { session } = this;
    const time = session.timeOf(id);
    if (time > this.until) {
      // Coverage does not depend on the time asked for: who was captured later was captured.
      for (let at = this.position; at < session.tables.order.length; at++) {
        this.coverage.push(this.seen(session.tables.order.at(at) as MessageId));
      }
      return false;
    }
    this.lastTime = time;
    const message = this.seen(id);
    this.coverage.push(message);
    for (const tracker of this.trackers) tracker.push(message);
    return true;
  }

  private seen(id: MessageId): SeenMessage {
    const { session } = this;
    const { index, endpoints, nodes } = session.tables;
    const sights = this.sights(id);
    const sender = index.sender(id);
    const receiver = index.receiver(id);
    const common = {
      id,
      time: session.timeOf(id),
      sights,
      sender,
      receiver,
      transport: index.transport(id),
      retransmissions: session.retransmissionsOf(id),
    };
    const from = endpoints.addressOf(sender);
    const to = endpoints.addressOf(receiver);
    if (index.protocol(id) === Protocol.Sip) {
      const memberships = { sentBy: nodes.membershipsOf(from), receivedBy: nodes.membershipsOf(to) };
      return { ...common, ...memberships, protocol: 'sip', sip: this.viewer.view(session.reader.bytes(id)) };
    }
    const packet = new PacketView(session.tables, session.reader, id);
    const cluster = packet.cluster ?? 0;
    return {
      ...common,
      protocol: 'bin',
      packet,
      cluster,
      source: packet.source ?? 0,
      destination: packet.destination ?? 0,
      sentBy: nodes.nodeIn(cluster, from),
      receivedBy: nodes.nodeIn(cluster, to),
    };
  }

  private sights(id: MessageId): readonly Sight[] {
    const { session } = this;
    const sights = session.sightsOf(id).map(({ source, frame, time }) => ({
      source,
      frame,
      time: session.alignedTime(source, time),
    }));
    return sights.length === 1 ? sights : sights.sort((a, b) => a.time - b.time || a.source - b.source);
  }
}
