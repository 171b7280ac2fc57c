import type { Fields } from '../../../decoders/fields/decode.ts';
import type { MessageId } from '../../ids.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import { numberOf, textOf } from '../field-values.ts';
import { oncePerFields } from '../replication/once-per-packet.ts';
import { Refusals } from '../replication/refusals.ts';
import type { SeenBin } from '../seen-message.ts';
import type { SipDialogs } from './calls/sip-dialogs.ts';
import {
  type DialogDiscard,
  type DialogDiscardReason,
  type DialogOrigin,
  DialogState,
  type DialogVersion,
  type HeldDialog,
} from './dialog-model.ts';
import { mayBeginAnew } from './dialog-releases.ts';
import type { DialogStore } from './dialog-store.ts';
import { type DialogSockets, dialogSocketsOf, dialogVersionOf, withValue } from './dialog-version.ts';
import type { Listeners } from './listeners.ts';
import { StrayPackets, type Strays } from './stray-packets.ts';
import {
  dispel,
  doubt,
  heldAt,
  MOST_NODES_OF_DIALOG,
  ON_ITS_WAY,
  setIfRoom,
  type TrackedDialog,
} from './tracked-dialog.ts';

/** A node reads each connection by another process: of two packets from two nodes, the second may be dealt with first. */
const RACE = 20e6;

/** Where and when a packet is applied. */
export interface Place {
  readonly message: SeenBin;
  readonly node: number;
}

/**
 * Applies packets to the dialogs that a node holds, by the rules of a receiver (spec bin-capabilities 5.1.5).
 */
export class DialogEffects {
  /** What receivers discarded, by reason. */
  readonly discarded: Record<DialogDiscardReason, number> = { socket: 0, version: 0, 'no dialog': 0 };
  readonly refusals = new Refusals();
  private readonly context: AnalysisContext;
  private readonly store: DialogStore;
  private readonly calls: SipDialogs;
  private readonly listeners: Listeners;
  private readonly strays = new StrayPackets();
  private readonly versionOf = oncePerFields(dialogVersionOf);

  constructor(context: AnalysisContext, store: DialogStore, calls: SipDialogs, listeners: Listeners) {
    this.context = context;
    this.store = store;
    this.calls = calls;
    this.listeners = listeners;
  }

  forgetBefore(first: MessageId): void {
    this.refusals.forgetBefore(first);
    this.strays.forgetBefore(first);
  }

  /** `isFact`: the packet reports this about its own sender. */
  apply(place: Place, dialog: TrackedDialog, isFact: boolean): void {
    const { message, node } = place;
    const { packet } = message;
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

  /** A dialog that is there is only changed by an update, or by what its own node reports. */
  put(place: Place, dialog: TrackedDialog, fields: Fields, origin: DialogOrigin, updates: boolean): void {
    const { message, node } = place;
    const { cluster, source, id, time } = message;
    if (node === source) this.acts(cluster, node, dialogSocketsOf(fields));
    const held = heldAt(dialog, node, this.context.base.secondsOf(time), time);
    // What waited for its turn on a slow connection is from before the end that others were told of.
    if (origin === 'sync' && node === source && dialog.ended?.has(node) === true) return;
    dialog.ended?.delete(node);
    const isOpen = node !== source && isBeforeTags(message);
    if (!isOpen) dispel(dialog, node, time);
    if (held !== undefined && !updates) return;
    if (held?.state === DialogState.Deleted && node !== source) {
      if (!mayBeginAnew(this.context.releases.of(cluster, node))) return;
      doubt(dialog, node, time);
    }
    const version = this.versionOf(fields, held?.version);
    if (held === undefined && node !== source) {
      const socket = this.listeners.lacking(cluster, node, version);
      if (socket !== undefined && isOpen) doubt(dialog, node, time, { isGone: true });
      else if (socket !== undefined) {
        this.discard(place, dialog, 'socket', socket);
        return;
      }
    }
    // A timeout route may prolong the dialog.
    const { timeout = 0, timeoutRoute = '' } = version;
    const tells = node === source && origin === 'sip' && timeout > 0 && timeoutRoute === '';
    if (tells) this.calls.willTimeOut(message, dialog, timeout);
    dialog.version = version;
    this.store.hold(dialog, node, {
      state: stateOf(numberOf(fields, 'state'), held?.state, node === source),
      since: held?.since ?? time,
      origin: held?.origin ?? origin,
      from: held === undefined ? (node === source ? undefined : source) : held.from,
      message: id,
      changed: time,
      by: node === source ? undefined : source,
      version,
    });
  }

  /** A node that handles a dialog has its listeners, whatever was assumed before. */
  private acts(cluster: number, node: number, sockets: DialogSockets | undefined): void {
    if (sockets !== undefined) this.reclaim(cluster, node, this.listeners.uses(cluster, node, sockets));
  }

  /**
   * The node has listeners at these hosts, which it was assumed to lack: it took the dialogs that were counted as
   * discarded.
   */
  reclaim(cluster: number, node: number, hosts: readonly string[]): void {
    for (const dialog of hosts.flatMap((host) => this.store.refusedAt(cluster, node, host))) {
      const { version, discards, nodes } = dialog;
      if (version === undefined || nodes.has(node)) continue;
      const discard = discards.find((one) => one.node === node && one.reason === 'socket');
      if (discard === undefined) continue;
      const socket = this.listeners.lacking(cluster, node, version);
      const count = this.store.takeBack(dialog, node, 'socket');
      if (socket !== undefined) {
        // It lacks the other one of both.
        this.store.noteDiscard(dialog, { ...discard, socket });
        this.discarded.socket -= count - 1;
        continue;
      }
      this.discarded.socket -= count;
      // What it took before it was restarted is gone.
      const restarted = this.context.restarts.restartedAt(cluster, node);
      if (restarted !== undefined && restarted > discard.time) continue;
      const live = [...nodes.values()].find(({ state }) => state !== DialogState.Deleted);
      if (live === undefined) continue;
      const { time, message, from } = discard;
      const { state, changed } = live;
      const origin = 'replicated';
      this.store.hold(dialog, node, { state, since: time, origin, from, message, changed, version });
    }
  }

  /** Packets about dialogs that their receivers never received; only where the captures leave no doubt. */
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

  discard(
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

  private deleted({ message, node }: Place, dialog: TrackedDialog, isFact: boolean): void {
    const held = dialog.nodes.get(node);
    // A receiver's copy is deleted at once; the node of the call keeps the dialog until its transactions end.
    if (!isFact && held !== undefined && this.mayStay({ message, node }, held)) {
      doubt(dialog, node, message.time);
    } else if (!isFact) {
      dialog.nodes.delete(node);
      dialog.doubtful?.delete(node);
      if (held === undefined) this.noteStray({ message, node }, dialog);
      else {
        dialog.dropped ??= new Map();
        setIfRoom(dialog.dropped, node, { held, time: message.time });
      }
    } else if (held !== undefined) {
      const { id, time } = message;
      dialog.nodes.set(node, { ...held, state: DialogState.Deleted, message: id, changed: time });
    } else {
      dialog.ended ??= new Set();
      if (dialog.ended.size < MOST_NODES_OF_DIALOG) dialog.ended.add(node);
    }
    this.store.tidy(dialog, message.time);
  }

  /**
   * A node that may have ignored the packet about the end may still hold the dialog. So may a node that received an
   * update from another node at that moment: if it processed the update last, that created the dialog again.
   */
  private mayStay({ message, node }: Place, { by, changed }: HeldDialog): boolean {
    const { cluster, source, time } = message;
    if (this.context.silences.mayIgnore(cluster, node, source, time)) return true;
    return by !== undefined && by !== source && time - changed <= RACE;
  }

  /** A node that lacks the dialog ignores what would change it. */
  private stray(place: Place, dialog: TrackedDialog): void {
    this.discard(place, dialog, 'no dialog');
    this.noteStray(place, dialog);
  }

  /** The node never received the dialog, although its sender has had it for longer than a copy takes. */
  private noteStray({ message, node }: Place, dialog: TrackedDialog): void {
    const { cluster, source, id, time, packet } = message;
    const sender = dialog.nodes.get(source);
    if (sender?.origin !== 'sip' || time - sender.since < ON_ITS_WAY || dialog.dropped?.has(node) === true)
      return;
    const restarted = this.context.restarts.restartedAt(cluster, node);
    if (restarted !== undefined && restarted > sender.since) return;
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
}

const STATES = Object.values(DialogState);

/** `isOwn`: the node's own dialog, for which a packet may be overtaken by the next one to another node. */
function stateOf(sent: number | undefined, before: DialogState | undefined, isOwn: boolean): DialogState {
  const known = STATES.find((state) => state === sent);
  const isOld = isOwn && before !== undefined && before < DialogState.Deleted && before > (known ?? 0);
  return (isOld ? before : known) ?? before ?? DialogState.Confirmed;
}

/**
 * Before listeners had tags (3.0), nodes sharing dialogs had to listen at each other's addresses, too. No
 * packet tells whether they do; it takes a setting of the host (ip_nonlocal_bind).
 */
function isBeforeTags({ packet }: SeenBin): boolean {
  const isSync = packet.name === 'CLUSTERER_SYNC';
  return (isSync ? (numberOf(packet.fields, 'data_version') ?? 1) : packet.version) === 1;
}
