import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import type { MessageId } from '../../ids.ts';
import type { WantedEndpoints } from '../../tables/wanted-endpoints.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import { numberOf } from '../field-values.ts';
import { CapabilityHolders } from '../replication/capability-holders.ts';
import { oncePerPacket } from '../replication/once-per-packet.ts';
import type { Refusals } from '../replication/refusals.ts';
import { SourceEvents } from '../replication/source-events.ts';
import { isDelivered, isFirstHop, type SeenBin, type SeenMessage, type Tracker } from '../seen-message.ts';
import { SyncQueues } from '../syncs/sync-queues.ts';
import { chunkContents, chunksOf } from '../syncs/sync-records.ts';
import { SipDialogs } from './calls/sip-dialogs.ts';
import { DialogEffects, type Place } from './dialog-effects.ts';
import type { DialogDiscardReason } from './dialog-model.ts';
import { acceptsDialog } from './dialog-releases.ts';
import { DialogStore } from './dialog-store.ts';
import { DialogSyncs } from './dialog-syncs.ts';
import { type DialogName, dialogNameOf } from './dialog-version.ts';
import { Listeners } from './listeners.ts';
import type { Strays } from './stray-packets.ts';
import { arrived, doubt, heldAt, ON_ITS_WAY, type TrackedDialog, waitsFor } from './tracked-dialog.ts';

/**
 * The dialogs that each node holds (spec bin-capabilities 5.1.5): those of the calls that it handles, and
 * what reaches it by packets and by sync, applied by the rules of a receiver. The sender of a packet holds
 * what the packet says.
 */
export class DialogTracker implements Tracker {
  readonly store: DialogStore;
  readonly calls: SipDialogs;
  readonly holders = new CapabilityHolders(CapabilityName.Dialogs);
  /** Packets that were incomplete, or whose names are too long to be real. */
  unusable = 0;
  private readonly context: AnalysisContext;
  private readonly listeners: Listeners;
  private readonly syncs: DialogSyncs;
  private readonly effects: DialogEffects;
  private readonly events = new SourceEvents();
  readonly queues = new SyncQueues();
  private readonly nameOf = oncePerPacket(({ packet }) => dialogNameOf(packet.fields));

  constructor(context: AnalysisContext) {
    this.context = context;
    this.store = new DialogStore(context.room);
    this.calls = new SipDialogs(context, (call) => this.store.callEnded(call));
    this.listeners = new Listeners(context);
    this.syncs = new DialogSyncs(context, this.store);
    this.effects = new DialogEffects(context, this.store, this.calls, this.listeners);
    context.restarts.onRestart((cluster, node) => {
      this.store.changes.restart(cluster, node);
      this.queues.restart(cluster, node);
      this.syncs.restart(cluster, node);
      this.calls.restart(cluster, node);
    });
  }

  push(message: SeenMessage): void {
    for (const late of this.queues.timedOut(message.time)) this.receive(late);
    if (message.protocol === 'sip') {
      this.calls.push(message);
    } else if (message.cluster > 0 && message.source > 0) this.packet(message);
    this.store.sweep(this.context.base.secondsOf(message.time), message.time);
  }

  arrived(message: SeenBin): void {
    if (message.cluster === 0 || message.source === 0) return;
    if (!isDelivered(message) || !isAboutDialogs(message)) return;
    for (const { dialog } of this.dialogsOf(message)) arrived(dialog, message.id);
    this.handled(message);
  }

  get discarded(): Readonly<Record<DialogDiscardReason, number>> {
    return this.effects.discarded;
  }

  /** Dialogs, their nodes, and packets behind a sync, for which there was no room. */
  get forgotten(): number {
    return this.store.forgotten + this.queues.overflowed;
  }

  /** Events that were forgotten while late copies of them may still come. */
  get eventsForgotten(): number {
    return this.events.forgotten;
  }

  get refusals(): Refusals {
    return this.effects.refusals;
  }

  beforeForgetting(first: MessageId): void {
    this.effects.forgetBefore(first);
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    this.calls.wantEndpoints(wanted);
  }

  private packet(message: SeenBin): void {
    const { packet } = message;
    this.holders.push(message);
    this.calls.packet(message);
    this.effects.reclaim(message.cluster, message.source, this.listeners.push(message));
    if (packet.capability === CapabilityName.Dialogs) {
      if (packet.status !== 'decoded') this.unusable++;
      else this.dialogPacket(message);
    } else if (packet.capability === CapabilityName.Extra) {
      const { capability = CapabilityName.Dialogs } = packet.fields;
      if (capability !== CapabilityName.Dialogs) return;
      if (packet.name === 'CLUSTERER_SYNC') this.donated(message);
      else if (packet.name !== 'CLUSTERER_SYNC_END') this.syncs.push(message);
      if (isAboutDialogs(message)) this.reaches(message);
    } else if (packet.name === 'CLUSTERER_CAP_UPDATE') this.syncs.push(message);
    else if (packet.name === 'CLUSTERER_FULL_TOP_UPDATE') this.syncs.linked(message);
  }

  private dialogPacket(message: SeenBin): void {
    const { packet, source } = message;
    // Sharing tags of 2.4 use this capability; they are tracked with the nodes.
    if (packet.name === 'DLG_SHARING_TAG_ACTIVE') return;
    const name = this.nameOf(message);
    if (name === undefined) {
      this.unusable++;
      return;
    }
    if (isFirstHop(message) && this.events.isNews(message)) {
      this.apply({ message, node: source }, name, true);
    }
    this.reaches(message);
  }

  private reaches(message: SeenBin): void {
    if (!isDelivered(message)) return;
    const { id, destination, time } = message;
    if (!this.context.deliveries.isPending(id, time)) this.handled(message);
    // It is not known yet when the packet reaches its destination, and whether it does.
    else for (const { dialog } of this.dialogsOf(message)) waitsFor(dialog, destination, id);
  }

  /** What a packet says of dialogs. */
  private *dialogsOf(
    message: SeenBin,
  ): Generator<{ readonly dialog: TrackedDialog; readonly fields: Fields }> {
    const { packet } = message;
    const isSync = packet.name === 'CLUSTERER_SYNC';
    for (const fields of isSync ? chunkContents(packet.fields) : [packet.fields]) {
      const name = isSync ? dialogNameOf(fields) : this.nameOf(message);
      const dialog = name === undefined ? undefined : this.dialog(message, name, fields);
      if (dialog !== undefined) yield { dialog, fields };
    }
  }

  /** The packet has reached its destination. */
  private handled(message: SeenBin): void {
    const { packet } = message;
    if (packet.name === 'CLUSTERER_SYNC') this.synced(message);
    else if (packet.name === 'CLUSTERER_SYNC_END') {
      this.syncs.push(message);
      for (const late of this.queues.endedBy(message)) this.receive(late);
    } else if (!this.queues.holdsBack(message)) this.receive(message);
  }

  /** Applies what the packet says to its destination, unless that waits for a sync. */
  private receive(message: SeenBin): void {
    const { packet, cluster, source, destination } = message;
    const name = this.nameOf(message);
    if (name === undefined || source === destination) return;
    if (this.holders.has(cluster, destination) === false) return;
    const place = { message, node: destination };
    if (acceptsDialog(this.context.releases.of(cluster, destination), packet.version)) {
      this.apply(place, name, false);
    } else this.effects.discard(place, this.dialog(message, name, packet.fields), 'version');
  }

  /** Packets about dialogs that their receivers never received; only where the captures leave no doubt. */
  strayPackets(): readonly Strays[] {
    return this.effects.strayPackets();
  }

  private apply(place: Place, name: DialogName, isFact: boolean): void {
    const { message, node } = place;
    const { cluster, packet, time } = message;
    const dialog = this.dialog(message, name, packet.fields);
    if (dialog === undefined) return;
    const isInDoubt = !isFact && this.syncs.mayKeepBack(cluster, node);
    const ends = packet.name === 'REPLICATION_DLG_DELETED';
    if (!(isInDoubt && ends)) this.effects.apply(place, dialog, isFact);
    if (isFact && packet.name === 'REPLICATION_DLG_CREATED') this.syncs.handles(dialog, node);
    if (isInDoubt && dialog.nodes.has(node)) doubt(dialog, node, time);
  }

  /** Each record is a dialog in the donor's memory. */
  private donated(message: SeenBin): void {
    if (!isFirstHop(message)) return;
    for (const { dialog, fields } of this.dialogsOf(message)) {
      this.effects.put({ message, node: message.source }, dialog, fields, 'sync', false);
    }
  }

  /** The receiver takes those that it lacks. */
  private synced(message: SeenBin): void {
    const { packet, source, destination, cluster, time } = message;
    if (source === destination) return;
    const wire = numberOf(packet.fields, 'data_version') ?? 1;
    const accepts = acceptsDialog(this.context.releases.of(cluster, destination), wire);
    this.queues.data(cluster, destination, time, accepts, chunksOf(packet.fields).length);
    this.syncs.data(message);
    for (const { dialog, fields } of this.dialogsOf(message)) {
      const place = { message, node: destination };
      if (accepts) {
        // A dialog that is in doubt may be new to the node.
        const known = heldAt(dialog, destination, this.context.base.secondsOf(time), time);
        const wasHeld = known !== undefined && dialog.doubtful?.has(destination) !== true;
        this.effects.put(place, dialog, fields, 'sync', false);
        this.syncs.received(dialog, destination, wasHeld, time);
        // What reaches a node at once by two connections may be handled the other way round.
        const ended = known === undefined ? dialog.dropped?.get(destination)?.time : undefined;
        if (ended !== undefined && time - ended <= ON_ITS_WAY)
          doubt(dialog, destination, time, { isGone: true });
      } else this.effects.discard(place, dialog, 'version');
    }
  }

  private dialog(
    { cluster, id, time }: SeenBin,
    name: DialogName,
    fields: Fields,
  ): TrackedDialog | undefined {
    return this.store.dialog(cluster, name, numberOf(fields, 'h_id'), time, id);
  }
}

/** A packet of the capability, or of a sync of it that brings something. */
function isAboutDialogs({ packet }: SeenBin): boolean {
  if (packet.capability === CapabilityName.Dialogs) {
    return packet.status === 'decoded' && packet.name !== 'DLG_SHARING_TAG_ACTIVE';
  }
  if (packet.name !== 'CLUSTERER_SYNC' && packet.name !== 'CLUSTERER_SYNC_END') return false;
  return (packet.fields.capability ?? CapabilityName.Dialogs) === CapabilityName.Dialogs;
}
