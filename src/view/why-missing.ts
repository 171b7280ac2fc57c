import type { ContactRow } from '../cluster/contacts/contact-rows.ts';
import type { HeldContact } from '../cluster/contacts/held-contacts.ts';
import type { ClusterEvent } from '../cluster/timeline.ts';
import type { MessageId } from '../ids.ts';

/** Where a contact that a node lacks came from, and what was with the way from there to it. */
export interface WhyMissing {
  /** That has had it first hand, or longest. */
  readonly holder: number;
  readonly origin: HeldContact['origin'];
  /** When it came there last, by which message. */
  readonly time: number;
  readonly message: MessageId;
  /** A link between the two that was down then, or turned out to be soon after. */
  readonly link: LinkDown | undefined;
  /** When the node was restarted after that: what it had was gone. */
  readonly restarted: number | undefined;
}

export interface LinkDown {
  /** Whose opinion of its link with the other one it is. */
  readonly node: number;
  readonly other: number;
  readonly down: number;
  /** Undefined where it is down still. */
  readonly up: number | undefined;
}

/** A link that fails is found to be down when pings have been missed: some seconds later (spec bin-core 10.2). */
const UNNOTICED = 10e9;

/** Undefined where nobody is known to hold it. `events` are those of the cluster, in the order of time. */
export function whyMissing(
  { byNode }: ContactRow,
  node: number,
  events: readonly ClusterEvent[],
): WhyMissing | undefined {
  const first = firstHand(byNode);
  if (first === undefined) return undefined;
  const [holder, { origin, since, message, refreshed }] = first;
  const time = refreshed?.time ?? since;
  return {
    holder,
    origin,
    time,
    message: refreshed?.message ?? message,
    link: linkDown(events, holder, node, time),
    restarted: events.findLast((one) => one.kind === 'restart' && one.node === node && one.time > time)?.time,
  };
}

/** The registrar, else who has had it longest. */
function firstHand(byNode: ContactRow['byNode']): readonly [number, HeldContact] | undefined {
  const all = [...byNode].sort(([, a], [, b]) => a.since - b.since);
  return all.find(([, { origin }]) => origin === 'register') ?? all[0];
}

function linkDown(
  events: readonly ClusterEvent[],
  holder: number,
  node: number,
  time: number,
): LinkDown | undefined {
  const found = [...downs(events, holder, node), ...downs(events, node, holder)];
  const then = found.filter(({ down, up }) => down <= time && (up === undefined || up > time));
  const soon = found.filter(({ down }) => down > time && down <= time + UNNOTICED);
  return then[0] ?? soon.sort((a, b) => a.down - b.down)[0];
}

/** When the node took its link with the other one for down. */
function downs(events: readonly ClusterEvent[], node: number, other: number): readonly LinkDown[] {
  const found: LinkDown[] = [];
  let down: number | undefined;
  for (const one of events) {
    if (one.kind === 'restart' || one.node !== node || one.to !== other) continue;
    if (one.kind === 'link down') down ??= one.time;
    else if (down !== undefined) {
      found.push({ node, other, down, up: one.time });
      down = undefined;
    }
  }
  return down === undefined ? found : [...found, { node, other, down, up: undefined }];
}
