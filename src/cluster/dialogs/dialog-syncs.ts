import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import { releases } from '../../../decoders/bin/releases.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import { groupsOf, numberOf, textOf } from '../field-values.ts';
import { NodeTable } from '../node-tables.ts';
import { SharingTags } from '../nodes/tags/sharing-tags.ts';
import { announcedTag, mayRead } from '../nodes/tags/tag-announcement.ts';
import { isDelivered, isFirstHop, type SeenBin } from '../seen-message.ts';
import { RepeatedSyncs, type SyncReceiver } from '../syncs/repeated-syncs.ts';
import { chunksOf } from '../syncs/sync-records.ts';
import type { DialogStore } from './dialog-store.ts';
import { SHARING_TAG } from './dialog-version.ts';
import { JustSynced } from './just-synced.ts';
import type { Moment } from './node-wide-changes.ts';
import { doubt, setIfRoom, type TrackedDialog } from './tracked-dialog.ts';

/** From this release on, sharing tags decide what a sync may change. */
const BY_TAGS = releases('3.2+');
/** Nanoseconds: a node syncs and announces its tags as soon as it reaches another node. */
const BEGINS = 2e9;
const MOST_CLUSTERS = 256;
/** Most nodes, over all clusters. */
const MOST_NODES = 4096;
/** Most tags of dialogs that one node has handled; a cluster has a few. */
const MOST_TAGS = 64;

/** What is known of a node that gets dialogs by sync. */
interface Receiver {
  /** When a link of it last came up. */
  linked: number;
  /** When it last asked for a sync, as far as was seen. */
  asked: Moment | undefined;
  /** When it was last seen to send a request. */
  requested: Moment | undefined;
  /** When the last answer to that ended; undefined while none did. */
  ended: Moment | undefined;
  /** When sync records last arrived. */
  came: number;
  /** Tags of the dialogs that it has handled itself. */
  readonly own: Set<string>;
}

/**
 * What a sync of dialogs leaves in doubt (spec bin-capabilities 5.1.5). Since 3.2, a node does not take
 * dialogs under a tag that needs no sync there, such as an active one; and after the sync, it drops dialogs
 * that it should have contained and did not. No packet tells which tags need a sync.
 */
export class DialogSyncs {
  private readonly context: AnalysisContext;
  private readonly store: DialogStore;
  /** By cluster. */
  private readonly tags = new Map<number, SharingTags>();
  private readonly receivers = new NodeTable<Receiver>(MOST_NODES);
  private readonly repeated = new RepeatedSyncs();
  private readonly justSynced = new JustSynced(BEGINS);

  constructor(context: AnalysisContext, store: DialogStore) {
    this.context = context;
    this.store = store;
  }

  /** Takes announcements of tags, and sync packets of dialogs. */
  push(message: SeenBin): void {
    const { packet, cluster, source, time } = message;
    const announced = announcedTag(message);
    if (announced !== undefined) {
      const { releases } = this.context;
      const reads = (node: number): boolean => mayRead(announced, releases.of(cluster, node));
      this.tagsIn(cluster)?.push(message, announced, reads);
      if (isFirstHop(message)) this.wasActive(message, announced.tag);
    } else if (packet.name === 'CLUSTERER_SYNC_REQ' && isFirstHop(message)) {
      this.repeated.asked(dialogsAt(cluster, source));
      this.asks(cluster, source, time, true);
    } else if (packet.name === 'CLUSTERER_CAP_UPDATE' && isFirstHop(message)) {
      if (wantsDialogs(message)) this.wants(cluster, source, time);
    } else if (packet.name === 'CLUSTERER_SYNC_END' && isDelivered(message)) this.ended(message);
  }

  private asks(cluster: number, node: number, time: number, isRequest = false): void {
    const receiver = this.receiver(cluster, node);
    if (receiver === undefined) return;
    const asked = this.store.changes.mark(time);
    Object.assign(receiver, { asked, ended: undefined });
    if (isRequest) receiver.requested = asked;
  }

  /** A node tells another one of its links as soon as it reaches it (spec bin-core 10.1). */
  linked({ cluster, sentBy, receivedBy, time }: SeenBin): void {
    for (const node of [sentBy, receivedBy]) {
      const receiver = node === undefined ? undefined : this.receiver(cluster, node);
      if (receiver !== undefined) receiver.linked = time;
    }
  }

  /** All are told that a node is not synced any more; the request itself goes to one of them, and may be missed. */
  private wants(cluster: number, node: number, time: number): void {
    const { asked, ended } = this.receivers.get(cluster, node) ?? {};
    if (asked === undefined || ended !== undefined) this.asks(cluster, node, time);
  }

  restart(cluster: number, node: number): void {
    this.repeated.asked(dialogsAt(cluster, node));
    this.receivers.get(cluster, node)?.own.clear();
  }

  /** The node tells of a dialog that it handles itself. */
  handles(dialog: TrackedDialog, node: number): void {
    const tag = dialog.version?.values.get(SHARING_TAG);
    if (tag === undefined) return;
    const own = this.receiver(dialog.cluster, node)?.own;
    if (own !== undefined && own.size < MOST_TAGS) own.add(tag);
  }

  /** A packet with records reached the node. */
  data({ id, cluster, destination: node, packet, time }: SeenBin): void {
    this.repeated.data(dialogsAt(cluster, node), chunksOf(packet.fields).length, time, id);
    const receiver = this.receiver(cluster, node);
    if (receiver !== undefined) receiver.came = time;
  }

  /** May the node hold back all dialog packets, because it received a sync twice? */
  mayKeepBack(cluster: number, node: number): boolean {
    return this.repeated.mayKeepBack(dialogsAt(cluster, node), this.context.releases.of(cluster, node));
  }

  /** A sync record reached the node, which already had the dialog (`wasHeld`) or has now got it. */
  received(dialog: TrackedDialog, node: number, wasHeld: boolean, time: number): void {
    const { cluster, version } = dialog;
    dialog.synced ??= new Map();
    setIfRoom(dialog.synced, node, this.store.changes.count);
    const tag = version?.values.get(SHARING_TAG);
    if (wasHeld || tag === undefined) return;
    const isKept = this.justSynced.add(dialog, node, tag, time);
    if (!this.goesByTags(cluster, node)) return;
    if (!isKept || this.mayBeActive(cluster, node, tag)) doubt(dialog, node, time);
  }

  /**
   * A node that just started announces its tags when it reaches another node: they were already active when
   * an earlier sync came.
   */
  private wasActive({ cluster, source: node, time }: SeenBin, tag: string): void {
    const { came = Number.NEGATIVE_INFINITY } = this.receivers.get(cluster, node) ?? {};
    if (time - came > BEGINS) return;
    if (!this.goesByTags(cluster, node)) return;
    for (const dialog of this.justSynced.take(cluster, node, tag)) {
      const held = dialog.nodes.get(node);
      const isNew = held?.origin === 'sync' && time - held.since <= BEGINS;
      if (isNew && held.version?.values.get(SHARING_TAG) === tag) doubt(dialog, node, time);
    }
  }

  private ended({ id, cluster, destination: node, packet, time }: SeenBin): void {
    const ends = this.repeated.ended(dialogsAt(cluster, node), numberOf(packet.fields, 'chunks_count'));
    const receiver = this.receivers.get(cluster, node);
    if (receiver?.asked === undefined) return;
    // Each end is the end of what came since the one before: a second one finds nothing that came again.
    const { asked, requested = asked, ended: since = asked } = receiver;
    const { changes } = this.store;
    receiver.ended = changes.mark(time);
    if (!this.goesByTags(cluster, node)) return;
    // That it is not synced may have been told late, when its request had been answered.
    const surelySince = ends ? (requested.change < since.change ? requested : since) : undefined;
    // It asks when it reaches another node, or for a command.
    const isForLink = receiver.linked >= asked.time - BEGINS;
    const sparedTags = isForLink ? this.sparedTags(cluster, node, receiver) : NO_TAGS;
    changes.syncEnded(cluster, node, { time, since, surelySince, sparedTags, message: id });
  }

  /** Tags that are active at the node need no sync when it reaches another one. */
  private sparedTags(cluster: number, node: number, { own }: Receiver): ReadonlySet<string> {
    const spared = new Set<string>();
    const known = this.tags.get(cluster)?.of(node);
    for (const [tag, { state }] of known ?? []) if (state === 'active') spared.add(tag);
    for (const tag of own) if (known?.has(tag) !== true) spared.add(tag);
    return spared;
  }

  /** Where nobody has announced the tag since the capture began, it may be active where dialogs are handled under it. */
  private mayBeActive(cluster: number, node: number, tag: string): boolean {
    const known = this.tagsIn(cluster)?.of(node).get(tag);
    if (known !== undefined) return known.state === 'active';
    return this.receivers.get(cluster, node)?.own.has(tag) === true;
  }

  private tagsIn(cluster: number): SharingTags | undefined {
    const known = this.tags.get(cluster);
    if (known !== undefined || this.tags.size >= MOST_CLUSTERS) return known;
    const tags = new SharingTags();
    this.tags.set(cluster, tags);
    return tags;
  }

  private receiver(cluster: number, node: number): Receiver | undefined {
    return this.receivers.get(cluster, node) ?? this.receivers.add(cluster, node, newReceiver);
  }

  private goesByTags(cluster: number, node: number): boolean {
    return (this.context.releases.of(cluster, node) & BY_TAGS) !== 0;
  }
}

const NO_TAGS: ReadonlySet<string> = new Set();

function newReceiver(): Receiver {
  const never = Number.NEGATIVE_INFINITY;
  return {
    linked: never,
    asked: undefined,
    requested: undefined,
    ended: undefined,
    came: never,
    own: new Set(),
  };
}

function wantsDialogs({ source, packet: { fields } }: SeenBin): boolean {
  const own = groupsOf(fields, 'nodes').filter((record) => numberOf(record, 'node_id') === source);
  const told = own.flatMap((record) => groupsOf(record, 'caps'));
  return told.some(
    (one) => textOf(one, 'capability') === CapabilityName.Dialogs && numberOf(one, 'state') === 0,
  );
}

function dialogsAt(cluster: number, receiver: number): SyncReceiver {
  return { cluster, receiver, capability: CapabilityName.Dialogs };
}
