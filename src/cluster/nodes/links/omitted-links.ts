import type { Fields } from '../../../../decoders/fields/decode.ts';
import { groupsOf, numberOf, numbersOf } from '../../field-values.ts';
import type { SeenBin } from '../../seen-message.ts';
import { isNewer, type Position } from '../update-counter.ts';

/** Nodes about whose links a node was told; ids come from the wire. */
const MOST_SUBJECTS = 65_536;
/** Links of a node; no cluster has more. */
const MOST_LINKS = 512;
/** Updates of a node that may still come when a later one has. */
const MOST_OVERTAKEN = 8;
/** Before the first update of a node. */
const NO_NUMBER = -1;

/** What a node was told about the links of another one. */
interface Told {
  number: number;
  timestamp: number;
  /** If another node told last: the other ends of the links that were left. */
  left: Set<number> | undefined;
  /** Numbers of updates that a later one has overtaken: they are ignored when they come. */
  readonly overtaken: Set<number>;
  /** The other ends of links of which a loss was ignored. */
  readonly kept: Set<number>;
}

/**
 * A FULL_TOP_UPDATE tells of the links of third nodes too, as its originator knows them. Who takes it removes all links
 * of a third node that are not listed, apart from that to the originator: if the originator did not know of one yet, it
 * is lost although it is up, until its own node tells of it again. And of two updates that change places on their way,
 * as processes of a node send them over one connection, the first is ignored: a link that it took down stays up.
 */
export class OmittedLinks {
  /** By the node that was told, then by the node it was told about. */
  private readonly told = new Map<number, Map<number, Told>>();
  /** By the node that was told, then by the originator. */
  private readonly topologies = new Map<number, Map<number, Position>>();
  private room = MOST_SUBJECTS;

  push(message: SeenBin): void {
    const { receivedBy, source, packet } = message;
    if (receivedBy === undefined || receivedBy === source) return;
    if (packet.name === 'CLUSTERER_LS_UPDATE') this.linkUpdate(receivedBy, message);
    else if (packet.name === 'CLUSTERER_FULL_TOP_UPDATE') this.topology(receivedBy, message);
  }

  /** May `viewer` have lost the link although it is up? */
  has(viewer: number, from: number, to: number): boolean {
    return this.told.get(viewer)?.get(from)?.left?.has(to) === false;
  }

  /** Does `viewer` take the link for up, although it was told that it is down? */
  keeps(viewer: number, from: number, to: number): boolean {
    return this.told.get(viewer)?.get(from)?.kept.has(to) === true;
  }

  /** The node has forgotten all that it was told. */
  forget(node: number): void {
    for (const byNode of [this.told, this.topologies]) {
      this.room += byNode.get(node)?.size ?? 0;
      byNode.delete(node);
    }
  }

  private linkUpdate(viewer: number, { source, packet: { fields } }: SeenBin): void {
    const to = numberOf(fields, 'neighbour');
    const told = this.toldOf(viewer, source);
    if (to === undefined || told === undefined) return;
    const number = numberOf(fields, 'seq_no');
    const before = told.number;
    if (take(told, number, numberOf(fields, 'timestamp'))) {
      addTo(told.left, to);
      told.kept.delete(to);
      overtake(told, before);
    } else if (
      number !== undefined &&
      told.overtaken.delete(number) &&
      numberOf(fields, 'link_state') !== 0
    ) {
      told.kept.add(to);
    }
  }

  private topology(viewer: number, { source, packet: { fields } }: SeenBin): void {
    if (!this.takes(viewer, source, fields)) return;
    for (const record of groupsOf(fields, 'nodes')) {
      const node = numberOf(record, 'node_id');
      const told = node === undefined || node === viewer ? undefined : this.toldOf(viewer, node);
      if (told === undefined) continue;
      const number = numberOf(record, 'ls_seq_no');
      const timestamp = numberOf(record, 'ls_timestamp');
      if (node === source) {
        set(told, number, timestamp);
        told.left = undefined;
        told.overtaken.clear();
        told.kept.clear();
      } else if (take(told, number, timestamp)) {
        told.kept.clear();
        const isLeft = told.left?.has(source) !== false;
        told.left = new Set(numbersOf(record, 'neighbours').slice(0, MOST_LINKS));
        if (isLeft) told.left.add(source);
      }
    }
  }

  /** Of several copies, a node takes the first one (spec bin-core 6). */
  private takes(viewer: number, source: number, fields: Fields): boolean {
    const number = numberOf(fields, 'seq_no');
    const timestamp = numberOf(fields, 'timestamp');
    if (number === undefined || timestamp === undefined) return false;
    const before = this.topologies.get(viewer)?.get(source);
    if (before !== undefined && !isNewer(number, timestamp, before)) return false;
    return this.put(this.topologies, viewer, source, { number, timestamp });
  }

  private toldOf(viewer: number, about: number): Told | undefined {
    const known = this.told.get(viewer)?.get(about);
    if (known !== undefined) return known;
    const fresh: Told = {
      number: NO_NUMBER,
      timestamp: 0,
      left: undefined,
      overtaken: new Set(),
      kept: new Set(),
    };
    return this.put(this.told, viewer, about, fresh) ? fresh : undefined;
  }

  /** False if there is no room. */
  private put<Value>(
    table: Map<number, Map<number, Value>>,
    viewer: number,
    other: number,
    value: Value,
  ): boolean {
    const known = table.get(viewer);
    if (known?.has(other) !== true) {
      if (this.room <= 0) return false;
      this.room--;
    }
    if (known === undefined) table.set(viewer, new Map([[other, value]]));
    else known.set(other, value);
    return true;
  }
}

function addTo(left: Set<number> | undefined, to: number): void {
  if (left !== undefined && left.size <= MOST_LINKS) left.add(to);
}

/** Which updates came too late, when the latest had followed the one with the number `before`? */
function overtake({ number, overtaken }: Told, before: number): void {
  if (number <= before) overtaken.clear();
  for (let one = Math.max(before + 1, number - MOST_OVERTAKEN); one < number; one++) overtaken.add(one);
  for (const oldest of overtaken) {
    if (overtaken.size <= MOST_OVERTAKEN) break;
    overtaken.delete(oldest);
  }
}

/** True if the update is newer than what was told before. */
function take(told: Told, number: number | undefined, timestamp: number | undefined): boolean {
  if (number === undefined || timestamp === undefined || !isNewer(number, timestamp, told)) return false;
  set(told, number, timestamp);
  return true;
}

function set(told: Told, number: number | undefined, timestamp: number | undefined): void {
  told.number = number ?? told.number;
  told.timestamp = timestamp ?? told.timestamp;
}
