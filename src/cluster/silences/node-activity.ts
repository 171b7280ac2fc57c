import type { Anew } from './resumed-pings.ts';

/** A time in which a node said nothing, from its last packet to the next one; session time. */
export interface Silence {
  readonly from: number;
  readonly to: number;
  /** Nodes that it left without an answer, in order; empty if only its own pings show that it was disabled. */
  readonly unanswered: readonly number[];
}

/** A node that waits for a word of another one: it has pinged it, or said that its link to it is down. */
interface Asker {
  readonly node: number;
  readonly time: number;
}

/** When a node sent packets, and when it should have. All times are session time. */
export interface NodeActivity {
  /** When the node last sent something. */
  heard: number;
  /** Its longest pause among those that have just ended. */
  pauseFrom: number;
  pauseTo: number;
  /** After the time of the state: its first packet, and the first ping to it before that. */
  nextHeard: number | undefined;
  nextAsked: number | undefined;
  /** Set if it pings its links anew with that packet. */
  nextAnew: Anew | undefined;
  /** Other nodes say, before that packet, that they do not reach it. */
  isNextLost: boolean;
  /** The last time that it pinged links anew. */
  anew: Anew | undefined;
  /** Since it was heard: the first ping to it, or packet of another node that says that its link to it is down. */
  asked: number | undefined;
  /** Who did so since it was heard, each with the first time. */
  askers: readonly Asker[];
  /** When it last ended its connections before it was heard again, and when it was heard again. */
  ended: number;
  resumed: number;
  /** Its last silences, in order. */
  readonly silences: Silence[];
}

/** Nanoseconds for an answer: `ping_timeout`, 1 s by default (spec bin-core 10.2). */
export const ANSWER_TIME = 1e9;
/**
 * Nanoseconds until a node that is enabled again has pinged all others: it does so with its next tick (spec bin-core
 * 10.2).
 */
export const REPING_TIME = 1.1e9;
/** Silences of one node that are kept. */
const MOST_SILENCES = 256;
/** Nodes that are named as left without an answer. */
const MOST_ASKERS = 16;
const NO_ASKERS: readonly Asker[] = [];

export function activitySince(heard: number): NodeActivity {
  return {
    heard,
    pauseFrom: heard,
    pauseTo: heard,
    nextHeard: undefined,
    nextAsked: undefined,
    nextAnew: undefined,
    isNextLost: false,
    anew: undefined,
    asked: undefined,
    askers: NO_ASKERS,
    ended: 0,
    resumed: Number.NEGATIVE_INFINITY,
    silences: [],
  };
}

/** The node is heard again. Keeps the longest pause of the last moments: other packets may come before the pings. */
export function notePause(activity: NodeActivity, time: number): void {
  const { heard, pauseFrom, pauseTo } = activity;
  if (time - pauseTo <= REPING_TIME && time - heard < pauseTo - pauseFrom) return;
  activity.pauseFrom = heard;
  activity.pauseTo = time;
}

/** A node that was asked, and then pings anew, shows the same silence twice. */
export function addSilence(activity: NodeActivity, from: number, to: number): void {
  const { silences } = activity;
  const last = silences.at(-1);
  if (last !== undefined && last.from <= from && last.to >= to) return;
  silences.push({ from, to, unanswered: unansweredBy(activity, to) });
  if (silences.length > MOST_SILENCES) silences.shift();
}

/** Somebody waits for a word of the node; the first time counts. */
export function noteAsker(activity: NodeActivity, node: number, time: number): void {
  activity.asked ??= time;
  const { askers } = activity;
  if (askers.length === MOST_ASKERS || askers.some((one) => one.node === node)) return;
  activity.askers = [...askers, { node, time }];
}

/** The node is heard: nobody waits any more. */
export function noteAnswer(activity: NodeActivity, time: number): void {
  activity.heard = time;
  activity.asked = undefined;
  activity.askers = NO_ASKERS;
}

/** Whom the node should have answered by now. */
export function unansweredBy({ askers }: NodeActivity, now: number): readonly number[] {
  const overdue = askers.filter(({ time }) => now - time > ANSWER_TIME);
  return overdue.map(({ node }) => node).sort((a, b) => a - b);
}

/** Should the node have answered by now? */
export function isOverdue({ asked }: NodeActivity, time: number): boolean {
  return asked !== undefined && time - asked > ANSWER_TIME;
}
