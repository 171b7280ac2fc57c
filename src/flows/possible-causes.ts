import { nodeAmong, type SeenBefore } from '../cluster/seen-message.ts';
import type { MessageId } from '../ids.ts';
import type { IdList } from './id-list.ts';
import { type SipFacts, sipFacts } from './sip-facts.ts';

/** Messages of one flow that may still cause something. */
const MOST = 32;

/** Which message is looked for. */
export interface Wanted {
  readonly cluster: number;
  readonly node: number;
  readonly since: number;
  readonly until: number;
  /** Messages that the node had finished with by this time cause no more packets. */
  readonly notDoneBy: number;
}

/** The last SIP messages of a flow. Only their ids are kept, because most of them cause nothing. */
export class PossibleCauses {
  private readonly seen: SeenBefore;
  private readonly ids: IdList;

  /** `ids` in the order of time; the list grows as its owner adds to it. */
  constructor(seen: SeenBefore, ids: IdList) {
    this.seen = seen;
    this.ids = ids;
  }

  /**
   * The last message between two times that the node received and for which `causes` holds. Failing that, one
   * between addresses that belong to no known node, one of which several nodes may share. Failing that, one
   * that the node sent.
   */
  lastAt(
    { cluster, node, since, until, notDoneBy }: Wanted,
    causes: (facts: SipFacts) => boolean,
  ): MessageId | undefined {
    let [shared, sent]: (MessageId | undefined)[] = [];
    const done = new Set<string>();
    const { length } = this.ids;
    for (let at = length - 1; at >= Math.max(0, length - MOST); at--) {
      const one = this.seen.sip(this.ids.at(at));
      if (one === undefined || one.time < since || one.time > until) continue;
      const facts = sipFacts(one.sip);
      if (facts === undefined) continue;
      const { sentBy, receivedBy } = one;
      const isSent = nodeAmong(sentBy, cluster) === node;
      if (isSent && one.time < notDoneBy) for (const what of doneWith(facts)) done.add(what);
      if (!causes(facts)) continue;
      if (nodeAmong(receivedBy, cluster) === node) {
        // The node has finished with all messages that it received before this one, too.
        return done.has(transactionOf(facts)) ? undefined : one.id;
      } else if (isSent) sent ??= one.time < notDoneBy ? undefined : one.id;
      else if (receivedBy.length === 0 && sentBy.length === 0) shared ??= one.id;
    }
    return shared ?? sent;
  }
}

/** A node has finished with a message that it passes on, and with a request to which it sends a final response. */
function doneWith(facts: SipFacts): readonly string[] {
  const { isRequest, status, method, cseq } = facts;
  const own = transactionOf(facts);
  return isRequest || status < 200 ? [own] : [own, `${method} ${cseq} 0`];
}

function transactionOf({ method, cseq, status }: SipFacts): string {
  return `${method} ${cseq} ${status}`;
}
