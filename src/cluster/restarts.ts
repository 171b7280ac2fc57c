import type { MessageId } from '../ids.ts';
import { Transport } from '../reassembly/carried-message.ts';
import { PairMap } from '../tables/pair-map.ts';
import { numberOf } from './field-values.ts';
import type { SeenBin, SeenMessage, Tracker } from './seen-message.ts';

/** Knows of processes that have certainly ended. */
export interface GoneProcesses {
  /**
   * Since when nothing runs at the node; undefined if that is not certain, if its BIN was heard since, or if nothing
   * shows it after `begun`, when its present process began.
   */
  goneSince(cluster: number, node: number, time: number, begun: number): number | undefined;
}

const NONE_GONE: GoneProcesses = { goneSince: () => undefined };

/** Called when a node has restarted, with the first message that shows it: what the node held in memory is gone. */
export type RestartListener = (cluster: number, node: number, time: number, message: MessageId) => void;

/** Flooded updates. Each kind has a counter of its own that begins at 0 when the process starts. */
const COUNTED = ['CLUSTERER_LS_UPDATE', 'CLUSTERER_FULL_TOP_UPDATE', 'CLUSTERER_CAP_UPDATE'];
/** Sent by a node as soon as one of its links is up. With counter 0, the process has just started. */
const FIRST_AT_LINK_UP = ['CLUSTERER_FULL_TOP_UPDATE', 'CLUSTERER_CAP_UPDATE'];

/**
 * Restarts of nodes (spec bin-core 6, acceptance rule of seq_no). If a counter was seen before and is 0
 * again, with a newer timestamp, the process has restarted. If the capture has no earlier value, a node with
 * a link up must have sent its first topology before: a 0 after that shows a restart, too.
 *
 * Counters show a restart only once the new process has a link. Where the end of the previous process is certain, the
 * first word of the new one shows it: by BIN, or by SIP over UDP. (Over TCP, a host may still repeat the last words of a
 * process that is gone.)
 */
export class Restarts implements Tracker {
  private readonly nodes = new PairMap<NodeLife>();
  private readonly listeners: RestartListener[] = [];
  private readonly beginnings: RestartListener[] = [];
  private readonly processes: GoneProcesses;

  constructor(processes: GoneProcesses = NONE_GONE) {
    this.processes = processes;
  }

  onRestart(listener: RestartListener): void {
    this.listeners.push(listener);
  }

  /** As `onRestart`, and also called when a node is seen to start for the first time. */
  onBegin(listener: RestartListener): void {
    this.beginnings.push(listener);
    this.listeners.push(listener);
  }

  push(message: SeenMessage): void {
    if (message.protocol === 'sip') {
      if (message.transport !== Transport.Udp) return;
      for (const { cluster, node } of message.sentBy) this.speaks(cluster, node, message);
      return;
    }
    if (message.sentBy !== undefined) this.speaks(message.cluster, message.sentBy, message);
    if (message.source <= 0 || message.packet.status !== 'decoded') return;
    const name = message.packet.name ?? '';
    const isCounted = COUNTED.includes(name);
    if (!isCounted && !showsLinkUp(message)) return;
    const life = this.life(message.cluster, message.source);
    if (isCounted) this.judge(message, name, life);
    else life.hadLinkUp = true;
  }

  /** When the last restart of the node was first seen; undefined if it was not seen to restart. */
  restartedAt(cluster: number, node: number): number | undefined {
    return this.nodes.get(cluster, node)?.restarted;
  }

  /** Whoever speaks at a node whose process is gone is a new process. */
  private speaks(cluster: number, node: number, { time, id }: SeenMessage): void {
    const begun = this.restartedAt(cluster, node) ?? Number.NEGATIVE_INFINITY;
    const gone = this.processes.goneSince(cluster, node, time, begun);
    if (gone === undefined || begun > gone) return;
    const life = this.life(cluster, node);
    life.begun = undefined;
    life.restarted = time;
    life.hadLinkUp = false;
    life.isUncounted = true;
    life.counters.clear();
    tell(this.listeners, cluster, node, time, id);
  }

  private judge(message: SeenBin, name: string, life: NodeLife): void {
    const { fields } = message.packet;
    const number = numberOf(fields, 'seq_no');
    const timestamp = numberOf(fields, 'timestamp');
    if (number === undefined || timestamp === undefined) return;
    const before = life.counters.get(name);
    if (number > 0) {
      // A delayed copy from before the restart.
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
      life.isUncounted = false;
      const { cluster, source, time, id } = message;
      if (FIRST_AT_LINK_UP.includes(name)) tell(this.beginnings, cluster, source, time, id);
    }
  }

  private restart(message: SeenBin, life: NodeLife, timestamp: number): void {
    life.begun = timestamp;
    life.restarted = message.time;
    life.hadLinkUp = false;
    life.counters.clear();
    life.counters.set(message.packet.name ?? '', { number: 0, timestamp, hasBegun: true });
    tell(this.listeners, message.cluster, message.source, message.time, message.id);
  }

  private life(cluster: number, node: number): NodeLife {
    let life = this.nodes.get(cluster, node);
    if (life === undefined) {
      life = {
        counters: new Map(),
        hadLinkUp: false,
        begun: undefined,
        isUncounted: false,
        restarted: undefined,
      };
      if (this.nodes.size < MOST_NODES) this.nodes.set(cluster, node, life);
    }
    return life;
  }
}

function tell(
  listeners: readonly RestartListener[],
  cluster: number,
  node: number,
  time: number,
  message: MessageId,
): void {
  for (const listener of listeners) listener(cluster, node, time, message);
}

/** Seconds after its start in which a process sends the first update of each kind. */
const YOUNG_SECONDS = 10;
/** Most nodes that are kept: clusters have a handful, hostile traffic names any number. */
const MOST_NODES = 4096;

interface Count {
  readonly number: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Its 0 was seen since the process started. */
  readonly hasBegun: boolean;
}

interface NodeLife {
  readonly counters: Map<string, Count>;
  hadLinkUp: boolean;
  /** Timestamp of the first 0 since the process started, in seconds since 1970. */
  begun: number | undefined;
  /** The process was seen to start, and has sent no 0 yet: the first one tells nothing new. */
  isUncounted: boolean;
  /** Session time. */
  restarted: number | undefined;
}

/**
 * A counter that was seen to begin in this process can only begin again in another one, however short-lived this one
 * was. A count with the timestamp of the start itself may still be from the process before.
 */
function isOfLife({ timestamp, hasBegun }: Count, { begun }: NodeLife): boolean {
  return hasBegun || (begun !== undefined && timestamp > begun);
}

/** The counters of all kinds are 0 within the first seconds of a process. */
function isSameLife({ begun, isUncounted }: NodeLife, timestamp: number): boolean {
  return isUncounted || (begun !== undefined && timestamp - begun <= YOUNG_SECONDS);
}

function isNewer(number: number, timestamp: number, than: Count): boolean {
  return timestamp > than.timestamp || (timestamp === than.timestamp && number > than.number);
}

/** A periodic PING is sent over links that are up, and a packet with a trailer only to nodes that can be reached. */
function showsLinkUp({ packet, destination }: SeenBin): boolean {
  if (packet.name === 'CLUSTERER_PING') return numberOf(packet.fields, 'request_node_list') === 0;
  return destination > 0;
}
