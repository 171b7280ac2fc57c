import type { MessageId } from '../ids.ts';
import { numberOf } from './field-values.ts';
import type { SeenBin, SeenMessage, Tracker } from './seen-message.ts';

/** Told when a node is seen to have begun a new life, and by which message: whatever it held in memory is gone. */
export type RestartListener = (cluster: number, node: number, time: number, message: MessageId) => void;

/** Flooded updates, each with a counter of its own that begins at 0 in each process life. */
const COUNTED = ['CLUSTERER_LS_UPDATE', 'CLUSTERER_FULL_TOP_UPDATE', 'CLUSTERER_CAP_UPDATE'];
/** What a node sends as soon as one of its links is up: with 0, the process is young. */
const FIRST_AT_LINK_UP = ['CLUSTERER_FULL_TOP_UPDATE', 'CLUSTERER_CAP_UPDATE'];

/**
 * Restarts of nodes (spec bin-core 6, acceptance rule of seq_no). A counter that was seen before and is
 * 0 again, with a newer timestamp, began anew. Where the capture holds no earlier value, a node that
 * had a link up must have sent its first topology before: a 0 after that is a new life, too.
 */
export class Restarts implements Tracker {
  private readonly nodes = new Map<string, NodeLife>();
  private readonly listeners: RestartListener[] = [];
  private readonly beginnings: RestartListener[] = [];

  onRestart(listener: RestartListener): void {
    this.listeners.push(listener);
  }

  /** Of first lives, too, where they are seen to be young. */
  onBegin(listener: RestartListener): void {
    this.beginnings.push(listener);
    this.listeners.push(listener);
  }

  push(message: SeenMessage): void {
    if (message.protocol !== 'bin' || message.source <= 0 || message.packet.status !== 'decoded') return;
    const name = message.packet.name ?? '';
    const isCounted = COUNTED.includes(name);
    if (!isCounted && !showsLinkUp(message)) return;
    const life = this.life(message.cluster, message.source);
    if (isCounted) this.judge(message, name, life);
    else life.hadLinkUp = true;
  }

  /** When the present life of the node was first seen to be a new one; undefined where it was not. */
  restartedAt(cluster: number, node: number): number | undefined {
    return this.nodes.get(key(cluster, node))?.restarted;
  }

  private judge(message: SeenBin, name: string, life: NodeLife): void {
    const { fields } = message.packet;
    const number = numberOf(fields, 'seq_no');
    const timestamp = numberOf(fields, 'timestamp');
    if (number === undefined || timestamp === undefined) return;
    const before = life.counters.get(name);
    if (number > 0) {
      // A copy that was long on its way, from the life before.
      if (life.begun !== undefined && timestamp < life.begun) return;
      if (before === undefined || isNewer(number, timestamp, before))
        life.counters.set(name, { number, timestamp, hasBegun: before?.hasBegun ?? false });
      return;
    }
    if (before !== undefined && timestamp <= before.timestamp) return;
    const young = before !== undefined || (life.hadLinkUp && FIRST_AT_LINK_UP.includes(name));
    const again = before !== undefined && isOfLife(before, life);
    life.counters.set(name, { number, timestamp, hasBegun: true });
    if (again || (young && !isSameLife(life, timestamp))) this.restart(message, life, timestamp);
    else if (life.begun === undefined) {
      life.begun = timestamp;
      if (FIRST_AT_LINK_UP.includes(name)) tell(this.beginnings, message);
    }
  }

  private restart(message: SeenBin, life: NodeLife, timestamp: number): void {
    life.begun = timestamp;
    life.restarted = message.time;
    life.hadLinkUp = false;
    life.counters.clear();
    life.counters.set(message.packet.name ?? '', { number: 0, timestamp, hasBegun: true });
    tell(this.listeners, message);
  }

  private life(cluster: number, node: number): NodeLife {
    const name = key(cluster, node);
    let life = this.nodes.get(name);
    if (life === undefined) {
      life = { counters: new Map(), hadLinkUp: false, begun: undefined, restarted: undefined };
      if (this.nodes.size < MOST_NODES) this.nodes.set(name, life);
    }
    return life;
  }
}

function tell(listeners: readonly RestartListener[], { cluster, source, time, id }: SeenBin): void {
  for (const listener of listeners) listener(cluster, source, time, id);
}

/** Seconds in which a young process sends the first of each of its updates. */
const YOUNG_SECONDS = 10;
/** Nodes that are followed; clusters have a handful, hostile traffic any number. */
const MOST_NODES = 4096;

interface Count {
  readonly number: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Its 0 was seen in this life. */
  readonly hasBegun: boolean;
}

interface NodeLife {
  readonly counters: Map<string, Count>;
  hadLinkUp: boolean;
  /** Timestamp of the first 0 of the present life, in seconds since 1970. */
  begun: number | undefined;
  restarted: number | undefined;
}

/**
 * A counter that has begun in this life begins anew in another one only, however short this one was. What counted on in
 * the second in which it began may be the last word of the one before.
 */
function isOfLife({ timestamp, hasBegun }: Count, { begun }: NodeLife): boolean {
  return hasBegun || (begun !== undefined && timestamp > begun);
}

/** The other counters of a young process show 0 in the same seconds. */
function isSameLife(life: NodeLife, timestamp: number): boolean {
  return life.begun !== undefined && timestamp - life.begun <= YOUNG_SECONDS;
}

function key(cluster: number, node: number): string {
  return `${cluster} ${node}`;
}

function isNewer(number: number, timestamp: number, than: Count): boolean {
  return timestamp > than.timestamp || (timestamp === than.timestamp && number > than.number);
}

/** A periodic ping goes over links that are up; what has a trailer goes to nodes that can be reached. */
function showsLinkUp({ packet, destination }: SeenBin): boolean {
  if (packet.name === 'CLUSTERER_PING') return numberOf(packet.fields, 'request_node_list') === 0;
  return destination > 0;
}
