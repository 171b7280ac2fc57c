import { TimeBase } from '../capture/time-base.ts';
import { NodeDirectory } from '../cluster/identity/node-directory.ts';
import { SenderReleases } from '../cluster/sender-releases.ts';
import type { MessageId } from '../ids.ts';
import { KindTable } from '../store/kinds.ts';
import { LateDeliveries } from '../store/late-deliveries.ts';
import { MessageIndex } from '../store/message-index.ts';
import { MessageTimes } from '../store/message-times.ts';
import { RouteTable } from '../store/routes.ts';
import { isCallId, stringOf } from '../store/terms.ts';
import { TimeOrder } from '../store/time-order.ts';
import { Unacknowledged } from '../store/unacknowledged.ts';
import { ByteStringTable } from '../tables/byte-strings.ts';
import { EndpointTable } from '../tables/endpoints.ts';
import { type EndpointKnower, WantedEndpoints } from '../tables/wanted-endpoints.ts';

/** All that a session keeps in memory, whatever its sources are. */
export class SessionTables {
  readonly base = new TimeBase();
  readonly endpoints = new EndpointTable();
  readonly kinds = new KindTable();
  readonly aors = new ByteStringTable();
  readonly callIds = new ByteStringTable();
  /** As `BindingsWriter` writes them. */
  readonly bindings = new ByteStringTable();
  readonly routes = new RouteTable();
  readonly nodes = new NodeDirectory();
  readonly releases = new SenderReleases();
  readonly index = new MessageIndex();
  /** When each message was first seen, by the aligned clock once clocks are aligned. */
  readonly times = new MessageTimes(this.index);
  readonly late = new LateDeliveries();
  readonly unacknowledged = new Unacknowledged();
  /** All messages in the order of time; a message's number is its place here. */
  readonly order = new TimeOrder((id) => this.times.of(id as MessageId));

  /** Forgets the messages before `first`, and whatever only they referred to. */
  forgetBefore(first: MessageId, knowers: readonly EndpointKnower[] = []): void {
    this.index.forgetBefore(first);
    this.times.forgetBefore(first);
    this.order.forgetBefore(first);
    this.late.forgetBefore(first);
    this.unacknowledged.forgetBefore(first);
    if (this.aors.isWorthSweeping || this.callIds.isWorthSweeping) this.sweep();
    if (this.bindings.isWorthSweeping) this.sweepBindings();
    if (this.endpoints.isWorthSweeping) this.sweepEndpoints([...knowers, this.nodes]);
  }

  private sweepEndpoints(knowers: readonly EndpointKnower[]): void {
    const { index, endpoints } = this;
    const wanted = new WantedEndpoints(endpoints.size, endpoints.addressCount);
    for (let id = index.first; id < index.size; id++) {
      wanted.endpoint(index.sender(id));
      wanted.endpoint(index.receiver(id));
    }
    for (const knower of knowers) knower.wantEndpoints(wanted);
    endpoints.sweep(wanted);
  }

  private sweep(): void {
    const { index, aors, callIds } = this;
    const aorIsKnown = new Uint8Array(aors.size);
    const callIdIsKnown = new Uint8Array(callIds.size);
    for (let id = index.first; id < index.size; id++) {
      for (let at = index.termCount(id) - 1; at >= 0; at--) {
        const term = index.term(id, at);
        (isCallId(term) ? callIdIsKnown : aorIsKnown)[stringOf(term)] = 1;
      }
    }
    aors.sweep((id) => aorIsKnown[id] === 1);
    callIds.sweep((id) => callIdIsKnown[id] === 1);
  }

  private sweepBindings(): void {
    const { index, bindings } = this;
    const isKnown = new Uint8Array(bindings.size);
    for (let id = index.first; id < index.size; id++) isKnown[index.bindings(id)] = 1;
    bindings.sweep((id) => isKnown[id] === 1);
  }
}
