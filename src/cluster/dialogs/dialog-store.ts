import type { MessageId } from '../../ids.ts';
import { OldestFirst } from '../../tables/oldest-first.ts';
import type { SipDialog } from './calls/sip-dialog.ts';
import { type DialogDiscard, DialogState, type HeldDialog } from './dialog-model.ts';
import type { DialogName } from './dialog-version.ts';
import { NodeWideChanges } from './node-wide-changes.ts';
import { RefusedDialogs } from './refused-dialogs.ts';
import { isGone, setIfRoom, type TrackedDialog } from './tracked-dialog.ts';

const SECOND = 1e9;
/** Most dialogs at a time, if there is memory for them. */
const MOST_DIALOGS = 200_000;
/** Discards kept of one dialog, the last ones. */
const MOST_DISCARDS = 16;
const NO_DISCARDS: readonly DialogDiscard[] = [];
/** Dialogs that no node holds any more are kept for this long, to be able to tell why. */
const KEPT_EMPTY = 60 * SECOND;
const LOOK_EVERY = 10 * SECOND;

/** Dialogs by cluster, Call-ID and caller's tag. */
export class DialogStore {
  /** Dialogs that were dropped early for lack of room, and nodes that were not kept as holders of one. */
  forgotten = 0;
  private readonly dialogs = new Map<string, TrackedDialog>();
  private readonly oldest = new OldestFirst(() => this.dialogs.values());
  /** Packets of wire versions 4 and 5 may name only Call-ID and h_id. */
  private readonly byHashId = new Map<string, TrackedDialog>();
  readonly changes = new NodeWideChanges();
  private readonly refused = new RefusedDialogs();
  private readonly most: number;
  private nextLook = 0;
  /** The dialog found last, and its name: copies of a packet share the name object. */
  private latest: { readonly name: DialogName; readonly dialog: TrackedDialog } | undefined;

  constructor(room: number) {
    this.most = Math.ceil(MOST_DIALOGS * room);
  }

  get size(): number {
    return this.dialogs.size;
  }

  *all(): Generator<TrackedDialog, void> {
    for (const dialog of this.dialogs.values()) {
      this.changes.apply(dialog);
      yield dialog;
    }
  }

  named(cluster: number, callId: string, fromTag: string): TrackedDialog | undefined {
    return this.current(this.dialogs.get(keyOf(cluster, callId, fromTag)));
  }

  /** Those that the node discarded for lack of a listener at the host. */
  refusedAt(cluster: number, node: number, host: string): readonly TrackedDialog[] {
    const found = this.refused.at(cluster, node, host);
    for (const dialog of found) this.changes.apply(dialog);
    return found;
  }

  /** Undefined if a packet names the dialog by an unknown id. */
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
    const known = isSame ? this.current(latest.dialog) : this.find(cluster, callId, fromTag, hashId);
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
      ended: undefined,
      synced: undefined,
      doubtful: undefined,
      underWay: undefined,
      changes: this.changes.count,
      first: message,
      touched: time,
    };
    this.dialogs.set(keyOf(cluster, callId, fromTag), dialog);
    if (hashId !== undefined) this.nameHash(dialog, hashId);
    return dialog;
  }

  /** The node holds it like that from now on. */
  hold({ nodes }: TrackedDialog, node: number, held: HeldDialog): void {
    if (!setIfRoom(nodes, node, held)) this.forgotten++;
  }

  /** The node did take what it was assumed to have discarded. */
  takeBack(dialog: TrackedDialog, node: number, reason: DialogDiscard['reason']): number {
    const { discards } = dialog;
    const kept = discards.filter((one) => one.node !== node || one.reason !== reason);
    const count = discards.length - kept.length;
    dialog.discards = kept;
    dialog.discarded -= count;
    this.refused.drop(dialog, discards);
    return count;
  }

  noteDiscard(dialog: TrackedDialog, discard: DialogDiscard): void {
    dialog.discarded++;
    // `push` would make room for sixteen more: most dialogs have none, or one for each node.
    const before = dialog.discards;
    dialog.discards = before.slice(1 - MOST_DISCARDS).concat([discard]);
    this.refused.add(dialog, discard);
    if (before.length >= MOST_DISCARDS) this.refused.drop(dialog, before.slice(0, 1));
  }

  /** The end in SIP: a node without others to tell sends no packet about it. */
  callEnded({ nodes, callId, fromTag, message, changed }: SipDialog): void {
    for (const { cluster, node } of nodes) {
      const holders = this.named(cluster, callId, fromTag)?.nodes;
      const own = holders?.get(node);
      if (own?.origin !== 'sip' || own.state === DialogState.Deleted) continue;
      holders?.set(node, { ...own, state: DialogState.Deleted, message, changed });
    }
  }

  /** Forgets the dialog if no node holds it and nothing about it needs to be reported. */
  tidy(dialog: TrackedDialog, now: number): void {
    if (dialog.nodes.size > 0 || now - dialog.touched < KEPT_EMPTY) return;
    this.remove(dialog);
  }

  /** `seconds` since 1970 and session time `now` are the same moment. */
  sweep(seconds: number, now: number): void {
    if (now < this.nextLook) return;
    this.nextLook = now + LOOK_EVERY;
    for (const dialog of this.all()) {
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
    return this.current(this.byHashId.get(hashKeyOf(cluster, hashId, callId)));
  }

  private current(dialog: TrackedDialog | undefined): TrackedDialog | undefined {
    if (dialog !== undefined) this.changes.apply(dialog);
    return dialog;
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
    const { cluster, callId, fromTag, hashId, discards } = dialog;
    dialog.discards = NO_DISCARDS;
    this.refused.drop(dialog, discards);
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
