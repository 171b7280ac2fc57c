import type { MessageId } from '../../ids.ts';
import { LINGERING } from './calls/sip-dialog.ts';
import { type DialogDiscard, DialogState, type DialogVersion, type HeldDialog } from './dialog-model.ts';
import { SHARING_TAG } from './dialog-version.ts';

/** A dialog that packets are about, on all nodes of a cluster. */
export interface TrackedDialog {
  readonly cluster: number;
  readonly callId: string;
  readonly fromTag: string;
  toTag: string;
  hashId: number | undefined;
  readonly nodes: Map<number, HeldDialog>;
  /** As in the last packet. */
  version: DialogVersion | undefined;
  discards: readonly DialogDiscard[];
  discarded: number;
  /** Receivers that had it and were told of its end, with what they had; undefined while there are none. */
  dropped: Map<number, Dropped> | undefined;
  /** Nodes that told others of its end without being known to have it; undefined while there are none. */
  ended: Set<number> | undefined;
  /**
   * When a sync record of it last reached a node, by the number of changes of whole nodes until then; undefined while
   * none did. (Records and the end of a sync may come with one segment, at one time.)
   */
  synced: Map<number, number> | undefined;
  /** Nodes that hold it unless a sync has removed it there, and since when that is in doubt. */
  doubtful: Map<number, Doubt> | undefined;
  /** The last packets about it that may not have reached their node yet; undefined while there are none. */
  underWay: readonly UnderWay[] | undefined;
  /** Number of changes of whole nodes that it has learned of; see `NodeWideChanges`. */
  changes: number;
  readonly first: MessageId;
  /** Time of the last packet about it. */
  touched: number;
}

/** Why it is not known whether a node holds a dialog. */
export interface Doubt {
  /** Since when. */
  readonly time: number;
  /** It is more likely that it has dropped it. */
  readonly isGone: boolean;
  /** The end of a sync that should have had the dialog and did not, so that the node may have dropped it. */
  readonly leftOutBy: MessageId | undefined;
  /** Number of that change; 0 without one. */
  readonly change: number;
}

export interface UnderWay {
  readonly node: number;
  readonly message: MessageId;
}

export interface Dropped {
  readonly held: HeldDialog;
  readonly time: number;
}

/** Most nodes of which something is kept about one dialog; more are noise or an attack. */
export const MOST_NODES_OF_DIALOG = 512;
/** Packets under way that are remembered of one dialog. */
const MOST_UNDER_WAY = 16;
/**
 * Nanoseconds. Copies to several nodes are sent at once, but processes of the sender may overtake each other.
 */
export const ON_ITS_WAY = 1e9;

/** A packet about the dialog waits in its connection to the node. */
export function waitsFor(dialog: TrackedDialog, node: number, message: MessageId): void {
  dialog.underWay = (dialog.underWay ?? []).slice(1 - MOST_UNDER_WAY).concat([{ node, message }]);
}

export function arrived(dialog: TrackedDialog, message: MessageId): void {
  const left = dialog.underWay?.filter((one) => one.message !== message) ?? [];
  dialog.underWay = left.length > 0 ? left : undefined;
}

/** The node may not hold it any more, or may not have taken it. */
export function doubt(
  dialog: TrackedDialog,
  node: number,
  time: number,
  { isGone = false, leftOutBy, change = 0 }: Partial<Doubt> = {},
): void {
  dialog.doubtful ??= new Map();
  setIfRoom(dialog.doubtful, node, { time, isGone, leftOutBy, change });
}

/** Why the node may have dropped it, unless a sync has brought it again a moment later. */
export function doubtAt({ doubtful, synced }: TrackedDialog, node: number): Doubt | undefined {
  const doubt = doubtful?.get(node);
  if (doubt === undefined || doubt.change === 0) return doubt;
  return (synced?.get(node) ?? -1) < doubt.change ? doubt : undefined;
}

/** Ids of nodes come from the wire: false if there is no room for another one. */
export function setIfRoom<Value>(nodes: Map<number, Value>, node: number, value: Value): boolean {
  if (nodes.size >= MOST_NODES_OF_DIALOG && !nodes.has(node)) return false;
  nodes.set(node, value);
  return true;
}

/** The node is told of the dialog, or tells of it: any doubt is settled. */
export function dispel({ doubtful }: TrackedDialog, node: number, time: number): void {
  const since = doubtful?.get(node)?.time;
  // A packet sent before the doubt arose settles nothing.
  if (since !== undefined && time - since > ON_ITS_WAY) doubtful?.delete(node);
}

/**
 * Undefined also if the node has dropped it by then. `seconds` since 1970 and session time are the same
 * moment.
 */
export function heldAt(
  { nodes }: TrackedDialog,
  node: number,
  seconds: number,
  now: number,
): HeldDialog | undefined {
  const held = nodes.get(node);
  return held === undefined || isGone(held, seconds, now) ? undefined : held;
}

/** Has the node dropped it: ended, with its transactions, or timed out (spec bin-capabilities 5.1.5)? */
export function isGone(held: HeldDialog, seconds: number, now: number): boolean {
  if (held.state === DialogState.Deleted) return now - held.changed > LINGERING;
  const timeout = held.version?.timeout ?? 0;
  return timeout > 0 && timeout + prolongation(held) < seconds;
}

/**
 * Seconds for which a node prolongs a replicated dialog: 600 s, once, if its sharing tag is backup and there
 * is a timeout route (since 3.1, as routes are in packets). A node that took over the tag announces the end
 * itself.
 */
function prolongation({ origin, version }: HeldDialog): number {
  const waits = origin !== 'sip' && version?.values.has(SHARING_TAG) === true && version.timeoutRoute !== '';
  return waits && version.timeoutRoute !== undefined ? 600 : 0;
}
