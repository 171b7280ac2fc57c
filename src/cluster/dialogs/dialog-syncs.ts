import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import { releases } from '../../../decoders/bin/releases.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import { groupsOf, numberOf, textOf } from '../field-values.ts';
import { NodeTable } from '../node-tables.ts';
import { announcedTag, SharingTags } from '../nodes/tags/sharing-tags.ts';
import { isDelivered, isFirstHop, type SeenBin } from '../seen-message.ts';
import { RepeatedSyncs, type SyncReceiver } from '../syncs/repeated-syncs.ts';
import { chunksOf } from '../syncs/sync-records.ts';
import { DialogState } from './dialog-model.ts';
import type { DialogStore } from './dialog-store.ts';
import { SHARING_TAG } from './dialog-version.ts';
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
  /** By cluster and node: time of the last sync request, and whether the end of its answer is still to come. */
  private readonly asked = new Map<string, { readonly time: number; isOpen: boolean }>();
  /** By cluster and node: when sync records last arrived. */
  private readonly came = new Map<string, number>();
  /** By cluster and node: for the request of which time dialogs were last put in doubt, and what was known then. */
  private readonly looked = new Map<string, { readonly since: number; readonly revision: number }>();
  private readonly repeated = new RepeatedSyncs();
  /** Tags of the dialogs that each node has handled itself. */
  private readonly own = new NodeTable<Set<string>>(MOST_NODES);

  constructor(context: AnalysisContext, store: DialogStore) {
    this.context = context;
    this.store = store;
  }

  /** Takes announcements of tags, and sync packets of dialogs. */
  push(message: SeenBin): void {
    const { packet, cluster, source, time } = message;
    const tag = announcedTag(message);
    if (tag !== undefined) {
      this.tagsIn(cluster)?.push(message, tag);
      if (isFirstHop(message)) this.wasActive(message, tag);
    } else if (packet.name === 'CLUSTERER_SYNC_REQ' && isFirstHop(message)) {
      this.repeated.asked(dialogsAt(cluster, source));
      this.asks(`${cluster} ${source}`, time);
    } else if (packet.name === 'CLUSTERER_CAP_UPDATE' && isFirstHop(message)) {
      if (wantsDialogs(message)) this.wants(`${cluster} ${source}`, time);
    } else if (packet.name === 'CLUSTERER_SYNC_END' && isDelivered(message)) this.ended(message);
  }

  private asks(asker: string, time: number): void {
    if (this.asked.size < MOST_NODES || this.asked.has(asker)) this.asked.set(asker, { time, isOpen: true });
  }

  /** All are told that a node is not synced any more; the request itself goes to one of them, and may be missed. */
  private wants(asker: string, time: number): void {
    if (this.asked.get(asker)?.isOpen !== true) this.asks(asker, time);
  }

  restart(cluster: number, node: number): void {
    this.repeated.asked(dialogsAt(cluster, node));
    this.own.get(cluster, node)?.clear();
  }

  /** The node tells of a dialog that it handles itself. */
  handles(dialog: TrackedDialog, node: number): void {
    const tag = dialog.version?.values.get(SHARING_TAG);
    if (tag === undefined) return;
    const tags = this.own.add(dialog.cluster, node, () => new Set());
    if (tags !== undefined && tags.size < MOST_TAGS) tags.add(tag);
  }

  /** A packet with records reached the node. */
  data({ id, cluster, destination: node, packet, time }: SeenBin): void {
    this.repeated.data(dialogsAt(cluster, node), chunksOf(packet.fields).length, time, id);
    const key = `${cluster} ${node}`;
    if (this.came.size < MOST_NODES || this.came.has(key)) this.came.set(key, time);
  }

  /** May the node hold back all dialog packets, because it received a sync twice? */
  mayKeepBack(cluster: number, node: number): boolean {
    return this.repeated.mayKeepBack(dialogsAt(cluster, node), this.context.releases.of(cluster, node));
  }

  /** A sync record reached the node, which already had the dialog (`wasHeld`) or has now got it. */
  received(dialog: TrackedDialog, node: number, wasHeld: boolean, time: number): void {
    const { cluster, version } = dialog;
    dialog.synced ??= new Map();
    setIfRoom(dialog.synced, node, time);
    const tag = version?.values.get(SHARING_TAG);
    if (wasHeld || tag === undefined || !this.goesByTags(cluster, node)) return;
    if (this.mayBeActive(cluster, node, tag)) doubt(dialog, node, time);
  }

  /**
   * A node that just started announces its tags when it reaches another node: they were already active when
   * an earlier sync came.
   */
  private wasActive({ cluster, source: node, time }: SeenBin, tag: string): void {
    if (time - (this.came.get(`${cluster} ${node}`) ?? Number.NEGATIVE_INFINITY) > BEGINS) return;
    if (!this.goesByTags(cluster, node)) return;
    for (const dialog of this.store.in(cluster)) {
      const held = dialog.nodes.get(node);
      const isNew = held?.origin === 'sync' && time - held.since <= BEGINS;
      if (isNew && held.version?.values.get(SHARING_TAG) === tag) doubt(dialog, node, time);
    }
  }

  private ended({ id, cluster, destination: node, packet, time }: SeenBin): void {
    this.repeated.ended(dialogsAt(cluster, node), numberOf(packet.fields, 'chunks_count'));
    const asked = this.asked.get(`${cluster} ${node}`);
    if (asked !== undefined) asked.isOpen = false;
    if (asked === undefined || !this.goesByTags(cluster, node)) return;
    if (!this.mayFindMore(`${cluster} ${node}`, asked.time)) return;
    for (const dialog of this.store.in(cluster)) {
      const held = dialog.nodes.get(node);
      if (held === undefined || held.state === DialogState.Deleted) continue;
      const told = dialog.synced?.get(node) ?? Number.NEGATIVE_INFINITY;
      if (Math.max(held.since, told) < asked.time) doubt(dialog, node, time, id);
    }
  }

  /** Small packets may ask for a look at all dialogs again and again; as long as nothing is told of any, it finds none. */
  private mayFindMore(receiver: string, since: number): boolean {
    const { revision, touched } = this.store;
    const before = this.looked.get(receiver);
    const isSame = before?.revision === revision && (before.since === since || touched < before.since);
    if (isSame) return false;
    if (before !== undefined || this.looked.size < MOST_NODES) this.looked.set(receiver, { since, revision });
    return true;
  }

  /** Where nobody has announced the tag since the capture began, it may be active where dialogs are handled under it. */
  private mayBeActive(cluster: number, node: number, tag: string): boolean {
    const known = this.tagsIn(cluster)?.of(node).get(tag);
    if (known !== undefined) return known.state === 'active';
    return this.own.get(cluster, node)?.has(tag) === true;
  }

  private tagsIn(cluster: number): SharingTags | undefined {
    const known = this.tags.get(cluster);
    if (known !== undefined || this.tags.size >= MOST_CLUSTERS) return known;
    const tags = new SharingTags();
    this.tags.set(cluster, tags);
    return tags;
  }

  private goesByTags(cluster: number, node: number): boolean {
    return (this.context.releases.of(cluster, node) & BY_TAGS) !== 0;
  }
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
