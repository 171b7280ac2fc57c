import { nodeAmong, type SeenBefore } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import { type SipFacts, sipFacts } from './sip-facts.ts';

/** Messages of one flow that may still cause something. */
const MOST = 32;

/** The last SIP messages of a flow: their numbers only, for most of them cause nothing. */
export class RecentMessages {
  private readonly seen: SeenBefore;
  private readonly ids: MessageId[] = [];

  constructor(seen: SeenBefore) {
    this.seen = seen;
  }

  push(id: MessageId): void {
    if (this.ids.length === MOST) this.ids.shift();
    this.ids.push(id);
  }

  absorb(others: RecentMessages): void {
    const timeOf = (id: MessageId): number => this.seen.sip(id)?.time ?? 0;
    this.ids.push(...others.ids);
    this.ids.sort((a, b) => timeOf(a) - timeOf(b));
    this.ids.splice(0, Math.max(0, this.ids.length - MOST));
  }

  /**
   * Of those between two times, the last one that the node received and that `causes` holds for; else one between addresses of
   * nobody known, as an address that several nodes share is; else one that the node itself sent.
   */
  lastAt(
    cluster: number,
    node: number,
    since: number,
    until: number,
    causes: (facts: SipFacts) => boolean,
  ): MessageId | undefined {
    let [shared, sent]: (MessageId | undefined)[] = [];
    for (let at = this.ids.length - 1; at >= 0; at--) {
      const one = this.seen.sip(this.ids[at] as MessageId);
      if (one === undefined || one.time < since || one.time > until) continue;
      const facts = sipFacts(one.sip);
      if (facts === undefined || !causes(facts)) continue;
      const { sentBy, receivedBy } = one;
      if (nodeAmong(receivedBy, cluster) === node) return one.id;
      if (nodeAmong(sentBy, cluster) === node) sent ??= one.id;
      else if (receivedBy.length === 0 && sentBy.length === 0) shared ??= one.id;
    }
    return shared ?? sent;
  }
}
