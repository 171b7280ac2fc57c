import type { AnalysisContext } from '../analysis-context.ts';
import { type DialogDiscard, DialogState, type HeldDialog } from './dialog-model.ts';
import type { TrackedDialog } from './dialog-store.ts';
import type { DialogTracker } from './dialog-tracker.ts';
import { isOverdue, nodeIn, type SipDialog } from './sip-dialog.ts';

/** A node may tell the others of a dialog before the answer that confirms it goes out. */
const NEAR = 1e9;

/** The timer of dialogs looks once a second, and counts whole seconds. */
const TIMER_SECONDS = 2;

/** So long after SIP is known to have been missed, more may have been. */
const LOSSY_FOR = 60e9;

/**
 * What keeps a report at one time from being sure of a node: something that tells of its dialog may have passed
 * unseen. "Not captured" is never "not sent".
 */
export class DialogDoubts {
  private readonly tracker: DialogTracker;
  private readonly context: AnalysisContext;
  private readonly time: number;
  private readonly seconds: number;

  constructor(tracker: DialogTracker, context: AnalysisContext, time: number) {
    this.tracker = tracker;
    this.context = context;
    this.time = time;
    this.seconds = context.base.secondsOf(time);
    context.lapses.refresh();
  }

  /** May the node have the dialog in another state than `held`, or no longer? `calls` are the dialog in SIP. */
  isUncertain(
    cluster: number,
    node: number,
    held: HeldDialog,
    dialog: TrackedDialog | undefined,
    calls: readonly SipDialog[],
  ): boolean {
    return (
      dialog?.doubtful?.has(node) === true ||
      this.isLate(dialog?.nodes.get(node), held) ||
      mayGetAck(held) ||
      (held.origin !== 'sip' && this.context.deliveries.isPending(held.message, this.time)) ||
      this.mayHaveMissed(cluster, node, held) ||
      this.wasOut(cluster, node, held, dialog) ||
      this.isOverdue(cluster, node, held, calls)
    );
  }

  /**
   * Since when others may have been told of it. A sync tells of dialogs that its donor has had for some time: at
   * least since they were answered.
   */
  toldSince(dialog: TrackedDialog | undefined, nodes: ReadonlyMap<number, HeldDialog>): number {
    const told = [...(dialog?.nodes.values() ?? [])];
    const since = Math.min(...(told.length > 0 ? told : [...nodes.values()]).map((held) => held.since));
    if (told.length === 0 || told.some(({ origin }) => origin !== 'sync')) return since;
    const start = dialog?.version?.start ?? 0;
    return start > 0 ? Math.min(since, (start - this.context.base.seconds) * 1e9) : Number.NEGATIVE_INFINITY;
  }

  /** Would it have been seen, had the node been sent a dialog that others have held since then? */
  wouldHaveGot(cluster: number, node: number, dialog: TrackedDialog | undefined, since: number): boolean {
    const { lapses, coverage, sharedIds } = this.context;
    if (sharedIds.has(cluster, node)) return false;
    if (!coverage.covers(cluster, node) || this.isBeingEnded(dialog, node)) return false;
    if (lapses.into(cluster, node, since - NEAR, this.time)) return false;
    return !lapses.mayHide(cluster, node, since - NEAR, since + NEAR);
  }

  /** Whether the receiver of a change lacked the dialog is not known where it may have got that unseen. */
  discards(cluster: number, dialog: TrackedDialog | undefined, since: number): readonly DialogDiscard[] {
    const { lapses } = this.context;
    return (dialog?.discards ?? []).filter(
      ({ reason, node, time }) =>
        reason !== 'no dialog' || !lapses.into(cluster, node, Math.min(since, time) - NEAR, time),
    );
  }

  /** The node was told of its end just now: so will be the others. */
  private isBeingEnded(dialog: TrackedDialog | undefined, node: number): boolean {
    return dialog?.dropped?.has(node) === true && this.time - dialog.touched < NEAR;
  }

  /**
   * An answered call is told again when its ACK comes; where that is told late or never, the ACK may have overtaken
   * the answer. And each node has a timer of its own for the end of the dialog.
   */
  private isLate(told: HeldDialog | undefined, { state }: HeldDialog): boolean {
    if (told === undefined || state === DialogState.Deleted) return false;
    const timeout = told.version?.timeout ?? 0;
    if (timeout > 0 && Math.abs(timeout - this.seconds) <= TIMER_SECONDS) return true;
    return told.state === DialogState.ConfirmedNoAck && this.time - told.changed > NEAR;
  }

  private mayHaveMissed(cluster: number, node: number, { origin, changed, from }: HeldDialog): boolean {
    const { lapses, silences, sharedIds } = this.context;
    if (sharedIds.has(cluster, node)) return true;
    if (silences.isSilent(cluster, node, this.time)) return true;
    if (origin !== 'sip' && silences.holds(cluster, node, changed, this.time)) return true;
    if (origin !== 'sip' && silences.mayIgnore(cluster, node, from, changed)) return true;
    // Of what is told twice in a moment, the second may come first.
    if (lapses.into(cluster, node, origin === 'sip' ? changed : changed - NEAR, this.time)) return true;
    return origin === 'sip' && lapses.outOf(cluster, node, changed, this.time);
  }

  /** Was the dialog spoken of when the node was captured no longer? It may have been told so, too. */
  private wasOut(
    cluster: number,
    node: number,
    { changed }: HeldDialog,
    dialog: TrackedDialog | undefined,
  ): boolean {
    const told = dialog?.touched ?? changed;
    return told > changed && this.context.lapses.mayHide(cluster, node, told, told);
  }

  /** Does the state rest on SIP that must have been followed by more, or may have been, which was not captured? */
  private isOverdue(
    cluster: number,
    node: number,
    { state }: HeldDialog,
    calls: readonly SipDialog[],
  ): boolean {
    return calls.some(
      (call) =>
        nodeIn(call, cluster) === node &&
        call.state === state &&
        (isOverdue(call, this.time) || this.mayHaveMoved(call)),
    );
  }

  /** A call that is not answered yet changes in a moment: who has lost SIP lately, or is gone, may not have seen it. */
  private mayHaveMoved({ state, changed, seenBy }: SipDialog): boolean {
    if (state >= DialogState.Confirmed) return false;
    const { tracker, context, time } = this;
    if (time - tracker.calls.missed <= LOSSY_FOR) return true;
    return context.lapses.atAll(seenBy, changed, time) || context.lapses.hadEnded(seenBy, time);
  }
}

/**
 * The ACK to an address that several nodes listen at, one after the other or at once, may come to this one: it confirms
 * the dialog then, and tells nobody. A receiver takes only dialogs of listeners that it has, too; tags name other ones.
 */
function mayGetAck({ origin, state, version }: HeldDialog): boolean {
  if (origin === 'sip' || state !== DialogState.ConfirmedNoAck) return false;
  return /:\d+$/.test(version?.callerSocket ?? '');
}
