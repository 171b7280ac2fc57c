import type { MessageId } from '../../ids.ts';
import type { Steps } from '../../tables/steps.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import { isOver, isUnnoticed, nodeIn, type SipDialog } from './calls/sip-dialog.ts';
import { DialogDoubts } from './dialog-doubts.ts';
import { type DialogDiscard, DialogState, type DialogVersion, type HeldDialog } from './dialog-model.ts';
import type { DialogTracker } from './dialog-tracker.ts';
import { doubtAt, isGone, type TrackedDialog } from './tracked-dialog.ts';

/** A dialog at one time, on all nodes. */
export interface DialogReport {
  /** 0 if no node of the call is known to be in a cluster with dialogs. */
  readonly cluster: number;
  readonly callId: string;
  readonly fromTag: string;
  /** Empty until the call is answered. */
  readonly toTag: string;
  readonly hashId: number | undefined;
  readonly fromUri: string | undefined;
  readonly toUri: string | undefined;
  readonly version: DialogVersion | undefined;
  /** Observed nodes that hold it, by id. */
  readonly nodes: ReadonlyMap<number, HeldDialog>;
  /** Nodes that may have it or not, or in another state: `nodes` has what is more likely. */
  readonly uncertain: readonly number[];
  /** Those of them that have dropped it, or may have, as a later sync did not have it; and the end of that sync. */
  readonly leftOut: ReadonlyMap<number, MessageId>;
  /** Observed nodes that were sent the dialog and do not hold it. */
  readonly missing: readonly number[];
  /** Observed nodes that do not hold it yet, and wait for a sync. */
  readonly syncing: readonly number[];
  readonly discards: readonly DialogDiscard[];
  readonly consistent: boolean;
  /** Nodes that nobody observed. */
  readonly unseen: readonly number[];
  readonly messages: readonly MessageId[];
}

/** The dialogs that an observed node holds, by Call-ID. `time` is session time. */
export function dialogReports(
  tracker: DialogTracker,
  context: AnalysisContext,
  time: number,
): readonly DialogReport[] {
  return new Reporter(tracker, context, time).all();
}

/** Those that are `wanted`, in no order and in steps, for a screen. */
export function* dialogReportsInSteps(
  tracker: DialogTracker,
  context: AnalysisContext,
  time: number,
  wanted: (report: DialogReport) => boolean,
): Steps<readonly DialogReport[]> {
  const reporter = new Reporter(tracker, context, time);
  const found: DialogReport[] = [];
  let looked = 0;
  for (const dialog of tracker.store.all()) {
    const { report } = reporter.replicated(dialog);
    if (report.nodes.size > 0 && wanted(report)) found.push(report);
    if (++looked % STEP === 0) yield;
  }
  return found;
}

/** Dialogs per step: a fraction of a millisecond. */
const STEP = 16;

/** A replicated dialog by its name; undefined if no observed node holds it. */
export function replicatedDialogAt(
  tracker: DialogTracker,
  context: AnalysisContext,
  time: number,
): (cluster: number, callId: string, fromTag: string) => DialogReport | undefined {
  const reporter = new Reporter(tracker, context, time);
  return (cluster, callId, fromTag) => {
    const dialog = tracker.store.named(cluster, callId, fromTag);
    const report = dialog === undefined ? undefined : reporter.replicated(dialog).report;
    return report === undefined || report.nodes.size === 0 ? undefined : report;
  };
}

const NO_SYNCS: ReadonlyMap<number, MessageId> = new Map();

function syncsWithout(
  dialog: TrackedDialog | undefined,
  uncertain: readonly number[],
): ReadonlyMap<number, MessageId> {
  if (dialog?.doubtful === undefined) return NO_SYNCS;
  const found = new Map<number, MessageId>();
  for (const node of uncertain) {
    const { leftOutBy } = doubtAt(dialog, node) ?? {};
    if (leftOutBy !== undefined) found.set(node, leftOutBy);
  }
  return found;
}

class Reporter {
  private readonly tracker: DialogTracker;
  private readonly context: AnalysisContext;
  private readonly time: number;
  private readonly seconds: number;
  private readonly doubts: DialogDoubts;

  constructor(tracker: DialogTracker, context: AnalysisContext, time: number) {
    this.tracker = tracker;
    this.context = context;
    this.time = time;
    this.seconds = context.base.secondsOf(time);
    this.doubts = new DialogDoubts(tracker, context, time);
  }

  all(): readonly DialogReport[] {
    const { store, calls } = this.tracker;
    const reports: DialogReport[] = [];
    const told = new Set<SipDialog>();
    for (const dialog of store.all()) {
      const { report, handled } = this.replicated(dialog);
      for (const call of handled) told.add(call);
      reports.push(report);
    }
    for (const group of calls.all()) {
      // A call that began anew is represented by its successor.
      const left = group.filter((call) => !told.has(call) && !call.replaced);
      for (const same of this.byName(left)) reports.push(this.report(same.cluster, undefined, same.calls));
    }
    return reports
      .filter(({ nodes }) => nodes.size > 0)
      .sort((a, b) => a.cluster - b.cluster || compare(a.callId, b.callId) || compare(a.fromTag, b.fromTag));
  }

  /** A dialog from packets, with what SIP says about it. */
  replicated(dialog: TrackedDialog): {
    readonly report: DialogReport;
    readonly handled: readonly SipDialog[];
  } {
    const { cluster, callId, fromTag } = dialog;
    const calls = this.tracker.calls.named(callId, fromTag);
    const handled = calls.filter((call) => nodeIn(call, cluster) !== undefined);
    return { report: this.report(cluster, dialog, handled), handled };
  }

  /** Calls of one Call-ID at several nodes are one dialog in each cluster. */
  private byName(calls: readonly SipDialog[]) {
    const names = new Map<string, { readonly cluster: number; readonly calls: SipDialog[] }>();
    for (const call of calls) {
      const cluster = this.clusterOf(call);
      const name = `${cluster} ${call.fromTag}`;
      const same = names.get(name);
      if (same === undefined) names.set(name, { cluster, calls: [call] });
      else same.calls.push(call);
    }
    return names.values();
  }

  private report(
    cluster: number,
    dialog: TrackedDialog | undefined,
    calls: readonly SipDialog[],
  ): DialogReport {
    const holders = this.holdersOf(cluster, dialog, calls);
    const isThere = ([node, held]: readonly [number, HeldDialog]): boolean =>
      !this.isProbablyGone(dialog, node, held) && !this.isProbablyUnnoticed(calls, cluster, node, held);
    const nodes = new Map([...holders].filter(isThere));
    const call = calls.at(-1);
    const members = this.members(cluster);
    const since = this.doubts.toldSince(dialog, holders);
    const uncertain = [...holders].flatMap(([node, held]) =>
      this.doubts.isUncertain(cluster, node, held, dialog, calls) ? node : [],
    );
    const certain = new Map(nodes);
    for (const node of uncertain) certain.delete(node);
    // A dialog that has ended is not expected anywhere any more; one that was never replicated never was.
    const isReplicated = [...certain.values()].some(
      ({ version, state }) => version !== undefined && state !== DialogState.Deleted,
    );
    const absent = isReplicated
      ? members.filter((node) => !holders.has(node) && this.doubts.wouldHaveGot(cluster, node, dialog, since))
      : [];
    const syncing = absent.filter((node) => this.doubts.isAwaited(cluster, node, dialog));
    const missing = absent.filter((node) => !syncing.includes(node));
    return {
      cluster,
      callId: dialog?.callId ?? call?.callId ?? '',
      fromTag: dialog?.fromTag ?? call?.fromTag ?? '',
      toTag: dialog?.toTag || call?.toTag || '',
      hashId: dialog?.hashId ?? call?.did?.id,
      fromUri: dialog?.version?.fromUri ?? call?.fromUri,
      toUri: dialog?.version?.toUri ?? call?.toUri,
      version: dialog?.version,
      nodes,
      uncertain,
      leftOut: syncsWithout(dialog, uncertain),
      missing,
      syncing,
      discards: this.doubts.discards(cluster, dialog, since),
      consistent: missing.length === 0 && sameState(certain),
      unseen: members.filter((node) => !this.isCovered(cluster, node)),
      messages: [...new Set([...nodes.values()].map(({ message }) => message))],
    };
  }

  private holdersOf(
    cluster: number,
    dialog: TrackedDialog | undefined,
    calls: readonly SipDialog[],
  ): ReadonlyMap<number, HeldDialog> {
    const { seconds, time } = this;
    const nodes = new Map<number, HeldDialog>();
    for (const call of calls) {
      const node = nodeIn(call, cluster);
      if (node === undefined || !this.isCovered(cluster, node)) continue;
      const isReplicated = dialog?.nodes.get(node)?.origin === 'sip';
      if ((isReplicated || this.handles(cluster, node, call)) && !isOver(call, time))
        nodes.set(node, fromCall(call));
    }
    for (const [node, held] of dialog?.nodes ?? []) {
      if (!this.isCovered(cluster, node)) continue;
      const own = nodes.get(node);
      // SIP tells of the end before the packet does, and for how long the node keeps the dialog afterwards.
      const ended = own === undefined && held.origin === 'sip' && this.hasEndedCall(calls, cluster, node);
      if (own !== undefined) nodes.set(node, together(own, held));
      else if (!ended && !isGone(held, seconds, time)) nodes.set(node, held);
    }
    for (const [node, held] of this.doubts.mayStillHold(dialog)) {
      const isCovered = this.isCovered(cluster, node);
      if (isCovered && !nodes.has(node) && !isGone(held, seconds, time)) nodes.set(node, held);
    }
    return new Map([...nodes].sort(([a], [b]) => a - b));
  }

  /** Word of its end has come, or a sync that lacked it: it is there only if the node has not taken that. */
  private isProbablyGone(dialog: TrackedDialog | undefined, node: number, held: HeldDialog): boolean {
    if (dialog === undefined) return false;
    const dropped = dialog.dropped?.get(node);
    const hasEnded = dropped?.held === held && !this.doubts.mayKeepBack(dialog.cluster, node, dropped.time);
    return hasEnded || doubtAt(dialog, node)?.isGone === true;
  }

  /** Known by an INVITE that the node may never have got. */
  private isProbablyUnnoticed(
    calls: readonly SipDialog[],
    cluster: number,
    node: number,
    { state, message }: HeldDialog,
  ): boolean {
    if (state !== DialogState.Unconfirmed) return false;
    const call = calls.find((one) => one.message === message && nodeIn(one, cluster) === node);
    return call !== undefined && isUnnoticed(call, this.time);
  }

  private hasEndedCall(calls: readonly SipDialog[], cluster: number, node: number): boolean {
    return calls.some(
      (call) => call.state === DialogState.Deleted && !call.replaced && nodeIn(call, cluster) === node,
    );
  }

  /**
   * Does the node keep a dialog of the call? A node that marks none may still replicate dialogs; if it is
   * undecided, it does if its cluster has dialogs.
   */
  private handles(cluster: number, node: number, call: SipDialog): boolean {
    const { holders, calls } = this.tracker;
    if (!calls.hasDialog(call)) return false;
    if (call.did !== undefined) return true;
    return holders.isCarriedBy(cluster) && holders.has(cluster, node) !== false;
  }

  /**
   * The cluster in which the node of the call replicates dialogs; if it has only local ones, its first
   * cluster.
   */
  private clusterOf({ nodes, did }: SipDialog): number {
    const { holders } = this.tracker;
    const replicating = nodes.find(({ cluster }) => holders.isCarriedBy(cluster));
    return (replicating ?? (did === undefined ? undefined : nodes[0]))?.cluster ?? 0;
  }

  private members(cluster: number): readonly number[] {
    const { holders } = this.tracker;
    return this.context.coverage.nodes(cluster).filter((node) => holders.has(cluster, node) !== false);
  }

  private isCovered(cluster: number, node: number): boolean {
    return this.context.coverage.covers(cluster, node);
  }
}

function fromCall({ state, since, message, changed }: SipDialog): HeldDialog {
  return { state, since, origin: 'sip', from: undefined, message, changed, version: undefined };
}

/** Combines what SIP and packets say about the node that handles the call: states only increase. */
function together(call: HeldDialog, held: HeldDialog): HeldDialog {
  const latest = held.state > call.state ? held : call;
  const { state, message, changed } = latest;
  const origin = held.origin === 'sip' || held.since >= call.since ? 'sip' : held.origin;
  const since = Math.min(call.since, held.since);
  return { ...held, state, message, changed, origin, from: undefined, since };
}

function sameState(nodes: ReadonlyMap<number, HeldDialog>): boolean {
  const states = new Set([...nodes.values()].map(({ state }) => state));
  return states.size <= 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
