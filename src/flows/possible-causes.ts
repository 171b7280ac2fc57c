import { nodeAmong, type SeenBefore } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import type { IdList } from './id-list.ts';
import { type SipFacts, sipFacts } from './sip-facts.ts';

/** Messages of one flow that may still cause something. */
const MOST = 32;

/** The last SIP messages of a flow: their numbers only, for most of them cause nothing. */
export class PossibleCauses {
  private readonly seen: SeenBefore;
  private readonly ids: IdList;

  /** `ids` in the order of time; the list grows as its owner adds to it. */
  constructor(seen: SeenBefore, ids: IdList) {
    this.seen = seen;
    this.ids = ids;
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
    const { length } = this.ids;
    for (let at = length - 1; at >= Math.max(0, length - MOST); at--) {
      const one = this.seen.sip(this.ids.at(at));
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
