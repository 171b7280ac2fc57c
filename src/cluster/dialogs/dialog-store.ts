import type { MessageId } from '../../ids.ts';
import { OldestFirst } from '../../tables/oldest-first.ts';
import { type DialogDiscard, DialogState, type DialogVersion, type HeldDialog } from './dialog-model.ts';
import { type DialogName, SHARING_TAG } from './dialog-version.ts';
import { LINGERING, type SipDialog } from './sip-dialog.ts';

/** A dialog that packets spoke of, over all nodes of a cluster. */
export interface TrackedDialog {
  readonly cluster: number;
  readonly callId: string;
  readonly fromTag: string;
  toTag: string;
  hashId: number | undefined;
  readonly nodes: Map<number, HeldDialog>;
  /** As the last packet had it. */
  version: DialogVersion | undefined;
  discards: readonly DialogDiscard[];
  discarded: number;
  /** Receivers that had it and were told of its end; undefined as long as there are none. */
  dropped: Set<number> | undefined;
  /** When a record of a sync last reached a node; undefined as long as none did. */
  synced: Map<number, number> | undefined;
  /** Nodes that hold it, unless a sync has taken it from them: since when. */
  doubtful: Map<number, number> | undefined;
  readonly first: MessageId;
  /** When a packet last spoke of it. */
  touched: number;
}

const SECOND = 1e9;
/** Dialogs that are kept at once, where there is room for them. */
const MOST_DIALOGS = 200_000;
/** Of a dialog, the last ones. */
const MOST_DISCARDS = 16;
const NO_DISCARDS: readonly DialogDiscard[] = [];
/** Dialogs that nobody holds any more are kept for so long, to tell why. */
const KEPT_EMPTY = 60 * SECOND;
const LOOK_EVERY = 10 * SECOND;
/** Copies to several nodes are sent at once; several processes of the sender may overtake each other. */
export const ON_ITS_WAY = SECOND;

/** Dialogs by cluster, Call-ID and caller's tag. */
export class DialogStore {
  /** Dialogs that were forgotten before their time. */
  forgotten = 0;
  private readonly dialogs = new Map<string, TrackedDialog>();
  private readonly oldest = new OldestFirst(() => this.dialogs.values());
  /** Packets of wire 4 and 5 may name the Call-ID and h_id alone. */
  private readonly byHashId = new Map<string, TrackedDialog>();
  private readonly most: number;
  private nextLook = 0;
  /** The one that was found last, and by which name: copies of a packet have one and the same. */
  private latest: { readonly name: DialogName; readonly dialog: TrackedDialog } | undefined;

  constructor(room: number) {
    this.most = Math.ceil(MOST_DIALOGS * room);
  }

  get size(): number {
    return this.dialogs.size;
  }

  all(): IterableIterator<TrackedDialog> {
    return this.dialogs.values();
  }

  named(cluster: number, callId: string, fromTag: string): TrackedDialog | undefined {
    return this.dialogs.get(keyOf(cluster, callId, fromTag));
  }

  /** Undefined where a packet names the dialog by an id that is not known. */
  dialog(
    cluster: number,
    name: DialogName,
    hashId: number | undefined,
    time: number,
    message: MessageId,
  ): TrackedDialog | undefined {
    const { callId, fromTag, toTag } = name;
    const { latest } = this;
    const isSame = latest?.name === name && latest.dialog.cluster === cluster;
    const known = isSame ? latest.dialog : this.find(cluster, callId, fromTag, hashId);
    if (known !== undefined) {
      if (!isSame) this.latest = { name, dialog: known };
      known.touched = time;
      if (toTag !== '') known.toTag = toTag;
      if (hashId !== undefined && known.hashId === undefined) this.nameHash(known, hashId);
      return known;
    }
    if (fromTag === '') return undefined;
    if (this.dialogs.size >= this.most) this.forgetOldest();
    const dialog: TrackedDialog = {
      cluster,
      callId,
      fromTag,
      toTag,
      hashId: undefined,
      nodes: new Map(),
      version: undefined,
      discards: NO_DISCARDS,
      discarded: 0,
      dropped: undefined,
      synced: undefined,
      doubtful: undefined,
      first: message,
      touched: time,
    };
    this.dialogs.set(keyOf(cluster, callId, fromTag), dialog);
    if (hashId !== undefined) this.nameHash(dialog, hashId);
    return dialog;
  }

  /** What the node was thought not to take, it has taken. */
  takeBack(dialog: TrackedDialog, node: number, reason: DialogDiscard['reason']): number {
    const { discards } = dialog;
    const kept = discards.filter((one) => one.node !== node || one.reason !== reason);
    const count = discards.length - kept.length;
    dialog.discards = kept;
    dialog.discarded -= count;
    return count;
  }

  noteDiscard(dialog: TrackedDialog, discard: DialogDiscard): void {
    dialog.discarded++;
    // `push` would make room for sixteen more: most dialogs have none, or one for each node.
    dialog.discards = dialog.discards.slice(1 - MOST_DISCARDS).concat([discard]);
  }

  /** By SIP; a node that has nobody to tell says nothing of it. */
  callEnded({ nodes, callId, fromTag, message, changed }: SipDialog): void {
    for (const { cluster, node } of nodes) {
      const holders = this.named(cluster, callId, fromTag)?.nodes;
      const own = holders?.get(node);
      if (own?.origin !== 'sip' || own.state === DialogState.Deleted) continue;
      holders?.set(node, { ...own, state: DialogState.Deleted, message, changed });
    }
  }

  /** The node's memory is gone. */
  restart(cluster: number, node: number): void {
    for (const dialog of this.dialogs.values()) {
      if (dialog.cluster !== cluster) continue;
      dialog.nodes.delete(node);
      dialog.doubtful?.delete(node);
    }
  }

  /** Forgets the dialog where nobody holds it, and nothing about it has to be told. */
  tidy(dialog: TrackedDialog, now: number): void {
    if (dialog.nodes.size > 0 || now - dialog.touched < KEPT_EMPTY) return;
    this.remove(dialog);
  }

  /** `seconds` since 1970 and session time of the same moment. */
  sweep(seconds: number, now: number): void {
    if (now < this.nextLook) return;
    this.nextLook = now + LOOK_EVERY;
    for (const dialog of this.dialogs.values()) {
      for (const [node, held] of dialog.nodes) if (isGone(held, seconds, now)) dialog.nodes.delete(node);
      this.tidy(dialog, now);
    }
  }

  private find(
    cluster: number,
    callId: string,
    fromTag: string,
    hashId: number | undefined,
  ): TrackedDialog | undefined {
    const named = this.named(cluster, callId, fromTag);
    if (named !== undefined || fromTag !== '' || hashId === undefined) return named;
    return this.byHashId.get(hashKeyOf(cluster, hashId, callId));
  }

  private nameHash(dialog: TrackedDialog, hashId: number): void {
    dialog.hashId = hashId;
    this.byHashId.set(hashKeyOf(dialog.cluster, hashId, dialog.callId), dialog);
  }

  private forgetOldest(): void {
    const oldest = this.oldest.next();
    if (oldest === undefined) return;
    this.remove(oldest);
    this.forgotten++;
  }

  private remove(dialog: TrackedDialog): void {
    if (this.latest?.dialog === dialog) this.latest = undefined;
    const { cluster, callId, fromTag, hashId } = dialog;
    this.dialogs.delete(keyOf(cluster, callId, fromTag));
    if (hashId !== undefined) this.byHashId.delete(hashKeyOf(cluster, hashId, callId));
  }
}

/** Joined, as keys of flows are. */
function keyOf(cluster: number, callId: string, fromTag: string): string {
  return [cluster, ' ', callId, '\n', fromTag].join('');
}

function hashKeyOf(cluster: number, hashId: number, callId: string): string {
  return [cluster, hashId, callId].join(' ');
}

/** The node may not hold it any more, or may not have taken it. */
export function doubt(dialog: TrackedDialog, node: number, time: number): void {
  dialog.doubtful ??= new Map();
  dialog.doubtful.set(node, time);
}

/** The node is told of the dialog, or tells of it: what it did not hold it holds now. */
export function dispel({ doubtful }: TrackedDialog, node: number, time: number): void {
  const since = doubtful?.get(node);
  // At that moment it may have been on its way already.
  if (since !== undefined && time - since > ON_ITS_WAY) doubtful?.delete(node);
}

/** Undefined also where the node has dropped it by then. `seconds` since 1970 and session time of the same moment. */
export function heldAt(
  { nodes }: TrackedDialog,
  node: number,
  seconds: number,
  now: number,
): HeldDialog | undefined {
  const held = nodes.get(node);
  return held === undefined || isGone(held, seconds, now) ? undefined : held;
}

/** Has the node dropped it: ended and its transactions too, or timed out (spec 5.1.5)? */
export function isGone(held: HeldDialog, seconds: number, now: number): boolean {
  if (held.state === DialogState.Deleted) return now - held.changed > LINGERING;
  const timeout = held.version?.timeout ?? 0;
  return timeout > 0 && timeout + prolongation(held) < seconds;
}

/**
 * Seconds by which a node lets a dialog of another one live on: where its sharing tag is backup and a
 * route waits for the timeout, once 600 s (since 3.1, as are routes in packets). A node that took over
 * the tag says when it ends the dialog.
 */
function prolongation({ origin, version }: HeldDialog): number {
  const waits = origin !== 'sip' && version?.values.has(SHARING_TAG) === true && version.timeoutRoute !== '';
  return waits && version.timeoutRoute !== undefined ? 600 : 0;
}
