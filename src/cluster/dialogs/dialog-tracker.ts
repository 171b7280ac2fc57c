import type { Fields } from '../../../decoders/fields/decode.ts';
import type { MessageId } from '../../ids.ts';
import type { WantedEndpoints } from '../../tables/wanted-endpoints.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import { CapabilityHolders } from '../capability-holders.ts';
import { groupOf, groupsOf, numberOf, textOf } from '../field-values.ts';
import { oncePerFields, oncePerPacket } from '../once-per-packet.ts';
import { Refusals } from '../refusals.ts';
import { isDelivered, isFirstHop, type SeenBin, type SeenMessage, type Tracker } from '../seen-message.ts';
import { SourceEvents } from '../source-events.ts';
import { SyncQueues } from '../sync-queues.ts';
import {
  type DialogDiscard,
  type DialogDiscardReason,
  type DialogOrigin,
  DialogState,
  type DialogVersion,
} from './dialog-model.ts';
import { acceptsDialog } from './dialog-releases.ts';
import { DialogStore, dispel, doubt, heldAt, ON_ITS_WAY, type TrackedDialog } from './dialog-store.ts';
import { DialogSyncs } from './dialog-syncs.ts';
import {
  type DialogName,
  type DialogSockets,
  dialogNameOf,
  dialogSocketsOf,
  dialogVersionOf,
  withValue,
} from './dialog-version.ts';
import { Listeners } from './listeners.ts';
import { ProfileCounts } from './profile-counts.ts';
import { SipDialogs } from './sip-dialogs.ts';
import { StrayPackets, type Strays } from './stray-packets.ts';

const CAPABILITY = 'dialog-dlg-repl';

/** Where and when a packet is applied. */
interface Place {
  readonly message: SeenBin;
  readonly node: number;
}

/**
 * The dialogs that each node holds (spec bin-capabilities 5.1.5): the calls that it handles, and what
 * reaches it by packets and by sync, by the rules of a receiver. Who sends a packet holds what it says.
 */
export class DialogTracker implements Tracker {
  readonly store: DialogStore;
  readonly calls: SipDialogs;
  readonly profiles = new ProfileCounts();
  readonly holders = new CapabilityHolders(CAPABILITY);
  /** What receivers did not take, by reason. */
  readonly discarded: Record<DialogDiscardReason, number> = { socket: 0, version: 0, 'no dialog': 0 };
  readonly refusals = new Refusals();
  /** Packets that were not whole, or whose names are too long to be true. */
  unusable = 0;
  private readonly strays = new StrayPackets();
  private readonly context: AnalysisContext;
  private readonly listeners: Listeners;
  private readonly syncs: DialogSyncs;
  private readonly events = new SourceEvents();
  private readonly queues = new SyncQueues();
  private readonly nameOf = oncePerPacket(({ packet }) => dialogNameOf(packet.fields));
  private readonly versionOf = oncePerFields(dialogVersionOf);

  constructor(context: AnalysisContext) {
    this.context = context;
    this.store = new DialogStore(context.room);
    this.calls = new SipDialogs(context, (call) => this.store.callEnded(call));
    this.listeners = new Listeners(context);
    this.syncs = new DialogSyncs(context, this.store);
    context.restarts.onRestart((cluster, node) => {
      this.store.restart(cluster, node);
      this.queues.end(cluster, node);
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

  beforeForgetting(first: MessageId): void {
    this.refusals.forgetBefore(first);
    this.strays.forgetBefore(first);
  }

  wantEndpoints(wanted: WantedEndpoints): void {
    this.calls.wantEndpoints(wanted);
  }

  private packet(message: SeenBin): void {
    const { packet } = message;
    this.holders.push(message);
    this.calls.packet(message);
    if (this.listeners.push(message)) this.reclaim(message.cluster, message.source);
    if (packet.capability === 'dialog-prof-repl') {
      if (isFirstHop(message)) this.profiles.push(message);
    } else if (packet.capability === CAPABILITY) {
      if (packet.status !== 'decoded') this.unusable++;
      else this.dialogPacket(message);
    } else if (packet.capability === 'clusterer-extra') {
      const { capability = CAPABILITY } = packet.fields;
      if (capability !== CAPABILITY) return;
      if (packet.name === 'CLUSTERER_SYNC') this.sync(message);
      else this.syncs.push(message);
      if (packet.name === 'CLUSTERER_SYNC_END' && isDelivered(message)) {
        for (const late of this.queues.endedBy(message)) this.receive(late);
      }
    }
  }

  private dialogPacket(message: SeenBin): void {
    const { packet, source } = message;
    // 2.4's sharing tags travel under this capability; nodes keep them.
    if (packet.name === 'DLG_SHARING_TAG_ACTIVE') return;
    const name = this.nameOf(message);
    if (name === undefined) {
      this.unusable++;
      return;
    }
    if (isFirstHop(message) && this.events.isNews(message)) {
      this.apply({ message, node: source }, name, true);
    }
    if (isDelivered(message) && !this.queues.holdsBack(message)) this.receive(message);
  }

  /** The packet reached its destination. */
  private receive(message: SeenBin): void {
    const { packet, cluster, source, destination } = message;
    const name = this.nameOf(message);
    if (name === undefined || source === destination) return;
    if (this.holders.has(cluster, destination) === false) return;
    const place = { message, node: destination };
    if (acceptsDialog(this.context.releases.of(cluster, destination), packet.version)) {
      this.apply(place, name, false);
    } else this.discard(place, this.dialog(message, name, packet.fields), 'version');
  }

  /** `isFact`: the packet says it of its own source. */
  private apply(place: Place, name: DialogName, isFact: boolean): void {
    const { message, node } = place;
    const { packet } = message;
    const dialog = this.dialog(message, name, packet.fields);
    if (dialog === undefined) return;
    if (isFact) this.acts(message.cluster, node, dialog.version);
    switch (packet.name) {
      case 'REPLICATION_DLG_CREATED':
        this.put(place, dialog, packet.fields, isFact ? 'sip' : 'replicated', isFact);
        break;
      case 'REPLICATION_DLG_UPDATED':
        this.put(place, dialog, packet.fields, isFact ? 'sip' : 'replicated', true);
        break;
      case 'REPLICATION_DLG_DELETED':
        if (isFact) this.calls.ended(message, dialog);
        else this.calls.endedElsewhere(message, dialog);
        this.deleted(place, dialog, isFact);
        break;
      case 'REPLICATION_DLG_VALUE':
        this.value(place, dialog, packet.fields, isFact);
        break;
      case 'REPLICATION_DLG_CSEQ':
        if (!isFact && !dialog.nodes.has(node)) this.stray(place, dialog);
        break;
    }
  }

  /** A known dialog is changed only by an update, or by what its own node says. */
  private put(
    place: Place,
    dialog: TrackedDialog,
    fields: Fields,
    origin: DialogOrigin,
    updates: boolean,
  ): void {
    const { message, node } = place;
    const { cluster, source, id, time } = message;
    if (node === source) this.acts(cluster, node, dialogSocketsOf(fields));
    const held = heldAt(dialog, node, this.context.base.secondsOf(time), time);
    const isOpen = node !== source && isBeforeTags(message);
    if (!isOpen) dispel(dialog, node, time);
    if (held !== undefined && !updates) return;
    const version = this.versionOf(fields, held?.version);
    if (held === undefined && node !== source) {
      const socket = this.listeners.lacking(cluster, node, version);
      if (socket !== undefined && isOpen) doubt(dialog, node, time);
      else if (socket !== undefined) {
        this.discard(place, dialog, 'socket', socket);
        return;
      }
    }
    dialog.version = version;
    dialog.nodes.set(node, {
      state: stateOf(numberOf(fields, 'state'), held?.state, node === source),
      since: held?.since ?? time,
      origin: held?.origin ?? origin,
      from: held === undefined ? (node === source ? undefined : source) : held.from,
      message: id,
      changed: time,
      version,
    });
  }

  /** Who acts on a dialog has its listeners, whatever was thought before. */
  private acts(cluster: number, node: number, sockets: DialogSockets | undefined): void {
    if (sockets !== undefined && this.listeners.uses(cluster, node, sockets)) this.reclaim(cluster, node);
  }

  /** The node has a listener that it was thought to lack: so it took what was taken for discarded. */
  private reclaim(cluster: number, node: number): void {
    for (const dialog of this.store.all()) {
      const { version, discards, nodes } = dialog;
      if (dialog.cluster !== cluster || version === undefined || nodes.has(node)) continue;
      const discard = discards.find((one) => one.node === node && one.reason === 'socket');
      if (discard === undefined || this.listeners.lacking(cluster, node, version) !== undefined) continue;
      this.discarded.socket -= this.store.takeBack(dialog, node, 'socket');
      const live = [...nodes.values()].find(({ state }) => state !== DialogState.Deleted);
      if (live === undefined) continue;
      const { time, message, from } = discard;
      const { state, changed } = live;
      nodes.set(node, { state, since: time, origin: 'replicated', from, message, changed, version });
    }
  }

  private deleted({ message, node }: Place, dialog: TrackedDialog, isFact: boolean): void {
    const held = dialog.nodes.get(node);
    // The copy of a receiver goes at once; the node of the call keeps it until its transactions end.
    if (!isFact) {
      dialog.nodes.delete(node);
      dialog.doubtful?.delete(node);
      if (held === undefined) this.noteStray({ message, node }, dialog);
      else {
        dialog.dropped ??= new Set();
        dialog.dropped.add(node);
      }
    } else if (held !== undefined) {
      const { id, time } = message;
      dialog.nodes.set(node, { ...held, state: DialogState.Deleted, message: id, changed: time });
    }
    this.store.tidy(dialog, message.time);
  }

  /** What changes a dialog is lost on a node that does not have it. */
  private stray(place: Place, dialog: TrackedDialog): void {
    this.discard(place, dialog, 'no dialog');
    this.noteStray(place, dialog);
  }

  /** The node did not get the dialog, although its sender has had it for longer than copies are on their way. */
  private noteStray({ message, node }: Place, dialog: TrackedDialog): void {
    const { cluster, source, id, time, packet } = message;
    const sender = dialog.nodes.get(source);
    if (sender?.origin !== 'sip' || time - sender.since < ON_ITS_WAY || dialog.dropped?.has(node) === true)
      return;
    if ((this.context.restarts.restartedAt(cluster, node) ?? 0) > sender.since) return;
    const refused = dialog.discards.find((one) => one.node === node && one.reason !== 'no dialog');
    if (refused?.reason === 'version') return;
    const { callId } = dialog;
    const packetName = packet.name ?? '';
    const stray = {
      since: sender.since,
      time,
      message: id,
      callId,
      name: packetName,
      socket: refused?.socket,
    };
    this.strays.note(cluster, source, node, stray);
  }

  /** Packets about dialogs that their receivers never got, as far as the captures leave no doubt about that. */
  strayPackets(): readonly Strays[] {
    const { coverage, lapses } = this.context;
    lapses.refresh();
    return [...this.strays.all()].flatMap(({ cluster, from, node, packets, more }) => {
      if (!coverage.covers(cluster, node)) return [];
      const certain = packets.filter(({ since, time, socket }) => {
        const sockets = { callerSocket: socket, calleeSocket: undefined };
        if (socket !== undefined) return this.listeners.lacking(cluster, node, sockets) !== undefined;
        return !lapses.into(cluster, node, since - ON_ITS_WAY, time);
      });
      return certain.length === 0 ? [] : [{ cluster, from, node, packets: certain, more }];
    });
  }

  private value(place: Place, dialog: TrackedDialog, fields: Fields, isFact: boolean): void {
    const held = dialog.nodes.get(place.node);
    const name = textOf(fields, 'name');
    if (held?.version === undefined) {
      if (!isFact) this.stray(place, dialog);
      return;
    }
    if (name === undefined) return;
    const text = textOf(fields, 'value') ?? numberOf(fields, 'value')?.toString();
    const version: DialogVersion = withValue(held.version, name, text);
    dialog.nodes.set(place.node, { ...held, version });
  }

  /** Each record is a dialog of the donor's memory; the receiver takes those that it lacks. */
  private sync(message: SeenBin): void {
    const { packet, source, destination, cluster } = message;
    const wire = numberOf(packet.fields, 'data_version') ?? 1;
    const accepts = acceptsDialog(this.context.releases.of(cluster, destination), wire);
    const delivered = isDelivered(message) && source !== destination;
    if (delivered) this.queues.data(cluster, destination, message.time, accepts);
    for (const fields of recordsOf(packet.fields)) {
      const name = dialogNameOf(fields);
      const dialog = name === undefined ? undefined : this.dialog(message, name, fields);
      if (dialog === undefined) continue;
      if (isFirstHop(message)) this.put({ message, node: source }, dialog, fields, 'sync', false);
      if (!delivered) continue;
      const place = { message, node: destination };
      if (accepts) {
        // One of which there is doubt may be new to it.
        const known = heldAt(dialog, destination, this.context.base.secondsOf(message.time), message.time);
        const wasHeld = known !== undefined && dialog.doubtful?.has(destination) !== true;
        this.put(place, dialog, fields, 'sync', false);
        this.syncs.received(dialog, destination, wasHeld, message.time);
      } else this.discard(place, dialog, 'version');
    }
  }

  private dialog(
    { cluster, id, time }: SeenBin,
    name: DialogName,
    fields: Fields,
  ): TrackedDialog | undefined {
    return this.store.dialog(cluster, name, numberOf(fields, 'h_id'), time, id);
  }

  private discard(
    { message, node }: Place,
    dialog: TrackedDialog | undefined,
    reason: DialogDiscardReason,
    socket?: string,
  ): void {
    this.discarded[reason]++;
    if (dialog === undefined) return;
    const { cluster, source, time, id } = message;
    if (reason === 'version') this.refusals.note(cluster, source, node, id, dialog.callId);
    const discard: DialogDiscard = { node, from: source, reason, time, message: id, socket };
    this.store.noteDiscard(dialog, discard);
  }
}

function* recordsOf(fields: Fields): Generator<Fields> {
  for (const list of ['chunks', 'records']) {
    for (const chunk of groupsOf(fields, list)) {
      const data = groupOf(chunk, 'data');
      if (data !== undefined) yield data;
    }
  }
}

const STATES = Object.values(DialogState);

/** `isOwn`: of the node's own dialog, of which a packet may be overtaken by the next one to another node. */
function stateOf(sent: number | undefined, before: DialogState | undefined, isOwn: boolean): DialogState {
  const known = STATES.find((state) => state === sent);
  const isOld = isOwn && before !== undefined && before < DialogState.Deleted && before > (known ?? 0);
  return (isOld ? before : known) ?? before ?? DialogState.Confirmed;
}

/**
 * Before listeners had tags (3.0), nodes that share dialogs had to listen at each other's addresses, too: whether one
 * does, no packet tells.
 */
function isBeforeTags({ packet }: SeenBin): boolean {
  const isSync = packet.name === 'CLUSTERER_SYNC';
  return (isSync ? (numberOf(packet.fields, 'data_version') ?? 1) : packet.version) === 1;
}
