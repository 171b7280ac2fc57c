import type { MessageId } from '../../ids.ts';
import { PairMap } from '../../tables/pair-map.ts';
import { DialogState } from './dialog-model.ts';
import { SHARING_TAG } from './dialog-version.ts';
import { doubt, type TrackedDialog } from './tracked-dialog.ts';

/** A moment in the order in which messages are taken; several may have one time, if they came with one segment. */
export interface Moment {
  /** Session time. */
  readonly time: number;
  /** Number of the change that happened then. */
  readonly change: number;
}

/** A sync has ended that should have brought the dialogs that its receiver holds. */
export interface SyncEnded {
  /** Session time of its end. */
  readonly time: number;
  /** It should have brought what its receiver was told before. */
  readonly since: Moment;
  /** It certainly left out what its receiver was told before; undefined if it may not have ended at all. */
  readonly surelySince: Moment | undefined;
  /** Its receiver drops what the sync lacks, but not under these tags: they may be active there. */
  readonly sparedTags: ReadonlySet<string>;
  readonly message: MessageId;
}

/** The last of each kind, with their numbers; 0 if there was none. */
interface AtNode {
  restarted: number;
  ended: number;
  end: SyncEnded | undefined;
}

/**
 * What happened to all dialogs of a node at once. A small packet is enough for that, so none of them costs a look at all
 * dialogs: each learns of it when it is looked at next. Whoever hands out a dialog has to `apply` first.
 */
export class NodeWideChanges {
  /** Number of changes so far: a new dialog has learned of all of them. */
  count = 0;
  private readonly nodes = new PairMap<AtNode>();

  /** The node has restarted, and its memory is empty. */
  restart(cluster: number, node: number): void {
    this.at(cluster, node).restarted = ++this.count;
  }

  /** Of two ends, the later one leaves out all that the earlier one did. */
  syncEnded(cluster: number, node: number, end: SyncEnded): void {
    Object.assign(this.at(cluster, node), { ended: ++this.count, end });
  }

  /** Tells what comes from now on from what came before. */
  mark(time: number): Moment {
    return { time, change: ++this.count };
  }

  apply(dialog: TrackedDialog): void {
    const { changes } = dialog;
    if (changes === this.count) return;
    dialog.changes = this.count;
    this.forgetRestarted(dialog, changes);
    for (const node of dialog.nodes.keys()) this.endSync(dialog, node, changes);
  }

  private forgetRestarted(dialog: TrackedDialog, changes: number): void {
    const isGone = (node: number) => (this.nodes.get(dialog.cluster, node)?.restarted ?? 0) > changes;
    const { nodes, dropped, ended, doubtful, underWay } = dialog;
    for (const kept of [nodes, dropped, ended, doubtful]) {
      for (const node of kept?.keys() ?? []) if (isGone(node)) kept?.delete(node);
    }
    if (underWay?.some(({ node }) => isGone(node)) === true) {
      dialog.underWay = underWay.filter(({ node }) => !isGone(node));
    }
  }

  private endSync(dialog: TrackedDialog, node: number, changes: number): void {
    const { ended = 0, end } = this.nodes.get(dialog.cluster, node) ?? {};
    const held = dialog.nodes.get(node);
    if (end === undefined || ended <= changes || held === undefined) return;
    if (held.state === DialogState.Deleted) return;
    const isTold = ({ time, change }: Moment): boolean =>
      held.since >= time || (dialog.synced?.get(node) ?? -1) >= change;
    if (isTold(end.since)) return;
    // Where answers overlap, or only a later one lacks it, the node may as well have kept it.
    const isSure = end.surelySince !== undefined && !isTold(end.surelySince);
    const tag = dialog.version?.values.get(SHARING_TAG);
    const isSpared = tag !== undefined && end.sparedTags.has(tag);
    const leftOutBy = isSure ? end.message : undefined;
    doubt(dialog, node, end.time, { isGone: isSure && !isSpared, leftOutBy, change: ended });
  }

  private at(cluster: number, node: number): AtNode {
    const known = this.nodes.get(cluster, node);
    if (known !== undefined) return known;
    const fresh = { restarted: 0, ended: 0, end: undefined };
    this.nodes.set(cluster, node, fresh);
    return fresh;
  }
}
