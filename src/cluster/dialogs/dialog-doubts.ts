import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import { isOverdue, nodeIn, type SipDialog } from './calls/sip-dialog.ts';
import { type DialogDiscard, DialogState, type HeldDialog } from './dialog-model.ts';
import { mayRefuseDialogs } from './dialog-releases.ts';
import type { DialogTracker } from './dialog-tracker.ts';
import type { TrackedDialog } from './tracked-dialog.ts';

/** Nanoseconds: a node may replicate a dialog this long before it sends the response that confirms it. */
const NEAR = 1e9;

/** The dialog timer runs once a second, and counts whole seconds. */
const TIMER_SECONDS = 2;

/** Nanoseconds: for this long after SIP is known to have been missed, more may have been. */
const LOSSY_FOR = 60e9;

/**
 * Reasons why a report cannot be sure of a node: something about its dialog may have passed unseen. "Not
 * captured" is never "not sent".
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

  /**
   * May the node have the dialog in another state than `held`, or no longer? `calls` is the dialog as seen in
   * SIP.
   */
  isUncertain(
    cluster: number,
    node: number,
    held: HeldDialog,
    dialog: TrackedDialog | undefined,
    calls: readonly SipDialog[],
  ): boolean {
    return (
      dialog?.doubtful?.has(node) === true ||
      dialog?.dropped?.get(node)?.held === held ||
      this.isLate(dialog?.nodes.get(node), held) ||
      mayGetAck(held) ||
      this.isUnderWay(dialog, node) ||
      (held.origin !== 'sip' && this.context.deliveries.isPending(held.message, this.time)) ||
      this.mayHaveMissed(cluster, node, held) ||
      this.wasOut(cluster, node, held, dialog) ||
      this.isOverdue(cluster, node, held, calls)
    );
  }

  /** What the node held when word of its end came, if it may not have taken that: it was silent then. */
  mayStillHold(dialog: TrackedDialog | undefined): ReadonlyMap<number, HeldDialog> {
    const still = new Map<number, HeldDialog>();
    if (dialog?.dropped === undefined) return still;
    const { cluster, dropped } = dialog;
    for (const [node, { held, time }] of dropped) {
      const mayNotHaveTaken =
        this.context.silences.holds(cluster, node, time, this.time) || this.mayKeepBack(cluster, node, time);
      if (mayNotHaveTaken) still.set(node, held);
    }
    return still;
  }

  /** May the node not have dealt yet with what reached it then, because it got two syncs at once? */
  mayKeepBack(cluster: number, node: number, came: number): boolean {
    const { silences } = this.context;
    const { overlapping } = this.tracker.queues;
    return overlapping.mayKeepBack(cluster, node, came, this.time, (...of) => silences.of(...of));
  }

  /**
   * Since when others may have been told of the dialog. In a sync, a donor sends dialogs that it has had for
   * some time, at least since they were answered.
   */
  toldSince(dialog: TrackedDialog | undefined, nodes: ReadonlyMap<number, HeldDialog>): number {
    const told = [...(dialog?.nodes.values() ?? [])];
    const since = Math.min(...(told.length > 0 ? told : [...nodes.values()]).map((held) => held.since));
    if (told.length === 0 || told.some(({ origin }) => origin !== 'sync')) return since;
    const start = dialog?.version?.start ?? 0;
    return start > 0 ? Math.min(since, (start - this.context.base.seconds) * 1e9) : Number.NEGATIVE_INFINITY;
  }

  /** If others have held the dialog since then: would a copy sent to this node have been seen? */
  wouldHaveGot(cluster: number, node: number, dialog: TrackedDialog | undefined, since: number): boolean {
    const { lapses, coverage, sharedIds } = this.context;
    if (sharedIds.has(cluster, node)) return false;
    if (!coverage.covers(cluster, node) || this.isBeingEnded(dialog, node)) return false;
    if (this.isUnderWay(dialog, node)) return false;
    if (lapses.into(cluster, node, since - NEAR, this.time)) return false;
    if (this.mayHaveSynced(cluster, node, since)) return false;
    return !lapses.mayHide(cluster, node, since - NEAR, since + NEAR);
  }

  /** May a sync that the node waits for, or is getting, still bring it the dialog? */
  isAwaited(cluster: number, node: number, dialog: TrackedDialog | undefined): boolean {
    if (!this.context.awaitedSyncs.isWaiting(cluster, node, CapabilityName.Dialogs, this.time)) return false;
    return dialog?.discards.some((one) => one.node === node && one.reason !== 'no dialog') !== true;
  }

  /**
   * The discards by nodes that certainly lacked the dialog; others may have got it unseen, and not have
   * discarded anything.
   */
  discards(cluster: number, dialog: TrackedDialog | undefined, since: number): readonly DialogDiscard[] {
    const { lapses } = this.context;
    return (dialog?.discards ?? []).filter(
      ({ reason, node, time }) =>
        reason !== 'no dialog' ||
        !(
          lapses.into(cluster, node, Math.min(since, time) - NEAR, time) ||
          this.mayHaveSynced(cluster, node, since)
        ),
    );
  }

  /** Is there a packet about the dialog that may not have reached the node yet? */
  private isUnderWay(dialog: TrackedDialog | undefined, node: number): boolean {
    const { deliveries } = this.context;
    return (
      dialog?.underWay?.some((one) => one.node === node && deliveries.isPending(one.message, this.time)) ===
      true
    );
  }

  /** May a sync that was not captured have brought the node what others held since then? */
  private mayHaveSynced(cluster: number, node: number, since: number): boolean {
    const { awaitedSyncs, lapses } = this.context;
    if (since <= (awaitedSyncs.gotUnseen(cluster, node, CapabilityName.Dialogs) ?? Number.NEGATIVE_INFINITY))
      return true;
    const awaited = awaitedSyncs.awaitedSince(cluster, node, CapabilityName.Dialogs, this.time);
    return awaited !== undefined && lapses.mayHide(cluster, node, awaited, this.time);
  }

  /** One node has just been told of the end, so the others will be. */
  private isBeingEnded(dialog: TrackedDialog | undefined, node: number): boolean {
    return dialog?.dropped?.has(node) === true && this.time - dialog.touched < NEAR;
  }

  /**
   * An answered call is replicated again when its ACK comes; if that comes late or never, the ACK may have
   * overtaken the response. And every node has its own timer for the end of the dialog.
   */
  private isLate(told: HeldDialog | undefined, { state }: HeldDialog): boolean {
    if (told === undefined || state === DialogState.Deleted) return false;
    const timeout = told.version?.timeout ?? 0;
    if (timeout > 0 && Math.abs(timeout - this.seconds) <= TIMER_SECONDS) return true;
    return told.state === DialogState.ConfirmedNoAck && this.time - told.changed > NEAR;
  }

  private mayHaveMissed(cluster: number, node: number, { origin, changed, from }: HeldDialog): boolean {
    const { lapses, releases, silences, sharedIds } = this.context;
    if (sharedIds.has(cluster, node)) return true;
    if (silences.isSilent(cluster, node, this.time)) return true;
    if (origin !== 'sip' && silences.holds(cluster, node, changed, this.time)) return true;
    if (origin !== 'sip' && this.mayKeepBack(cluster, node, changed)) return true;
    if (origin !== 'sip' && from !== undefined) {
      if (silences.mayIgnore(cluster, node, from, changed)) return true;
      if (mayRefuseDialogs(releases.of(cluster, node), releases.of(cluster, from))) return true;
    }
    // Of two packets within a moment, the second may be handled first.
    if (lapses.into(cluster, node, origin === 'sip' ? changed : changed - NEAR, this.time)) return true;
    return origin === 'sip' && lapses.outOf(cluster, node, changed, this.time);
  }

  /**
   * Was there a packet about the dialog after the last observer of the node had ended? The node may have
   * received one, too.
   */
  private wasOut(
    cluster: number,
    node: number,
    { changed }: HeldDialog,
    dialog: TrackedDialog | undefined,
  ): boolean {
    const told = dialog?.touched ?? changed;
    return told > changed && this.context.lapses.mayHide(cluster, node, told, told);
  }

  /** Is the state based on SIP after which more must, or may, have followed that was not captured? */
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

  /**
   * A call that has not been answered changes soon: an observer that recently missed SIP, or has ended, may
   * not have seen it.
   */
  private mayHaveMoved({ state, changed, seenBy }: SipDialog): boolean {
    if (state >= DialogState.Confirmed) return false;
    const { tracker, context, time } = this;
    if (time - tracker.calls.missed <= LOSSY_FOR) return true;
    return context.lapses.atAll(seenBy, changed, time) || context.lapses.hadEnded(seenBy, time);
  }
}

/**
 * At an address shared by several nodes, the ACK may reach this one, which then confirms the dialog without
 * telling anybody. Receivers only take dialogs of listeners that they have, too; of those, only an address with a
 * port can be shared, as a tag stands for another address on each node.
 */
function mayGetAck({ origin, state, version }: HeldDialog): boolean {
  if (origin === 'sip' || state !== DialogState.ConfirmedNoAck) return false;
  return /:\d+$/.test(version?.callerSocket ?? '');
}
