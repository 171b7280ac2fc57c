import { CapabilityName } from '../../../../decoders/bin/capability-names.ts';
import type { Fields } from '../../../../decoders/fields/decode.ts';
import type { MessageId } from '../../../ids.ts';
import { OldestFirst } from '../../../tables/oldest-first.ts';
import { numberOf, textOf } from '../../field-values.ts';
import { isDelivered, isFirstHop, type SeenBin } from '../../seen-message.ts';

/** The latest that was told of a destination, gateway or carrier. */
export interface DestinationStatus {
  readonly capability: string;
  /** `sip:192.0.2.9:5060 of set 1` */
  readonly name: string;
  readonly state: string;
  readonly from: number;
  readonly time: number;
  readonly messages: MessageId[];
  /** Nodes that it reached, and the one that told it. */
  readonly told: Set<number>;
}

/** Destinations that are followed, and what is kept of one. */
const MOST_DESTINATIONS = 10_000;
export const MOST_COPIES = 64;
/** Copies of one update are sent within this time. */
const TOGETHER = 5e9;

/** States of destinations of dispatcher, drouting and load_balancer, as they are told (spec bin-capabilities 6.2-6.4). */
export class DestinationStatuses {
  /** Destinations that were forgotten for lack of room. */
  forgotten = 0;
  /** By capability and name, the one that was told of longest ago first. */
  private readonly latest = new Map<string, DestinationStatus>();
  private readonly oldest = new OldestFirst(() => this.latest.keys());
  /** When a node last got all states of a capability, by both. */
  private readonly synced = new Map<string, number>();

  push(message: SeenBin): void {
    const { packet, destination, time } = message;
    if (packet.name === 'CLUSTERER_SYNC_END') {
      const capability = textOf(packet.fields, 'capability') ?? '';
      if (CAPABILITIES.has(capability) && isDelivered(message)) this.gotAll(destination, capability, time);
    } else if (CAPABILITIES.has(packet.capability)) this.told(message);
  }

  all(): Iterable<DestinationStatus> {
    return this.latest.values();
  }

  /** Did the node get all states at that time, or later? */
  isSynced(node: number, capability: string, since: number): boolean {
    return (this.synced.get(`${node} ${capability}`) ?? Number.NEGATIVE_INFINITY) >= since;
  }

  private gotAll(node: number, capability: string, time: number): void {
    const key = `${node} ${capability}`;
    if (this.synced.size < MOST_DESTINATIONS || this.synced.has(key)) this.synced.set(key, time);
  }

  private keep(key: string, status: DestinationStatus): void {
    this.latest.delete(key);
    this.latest.set(key, status);
    if (this.latest.size <= MOST_DESTINATIONS) return;
    const oldest = this.oldest.next();
    if (oldest !== undefined) this.latest.delete(oldest);
    this.forgotten++;
  }

  private told(message: SeenBin): void {
    const { packet, source, destination, time, id } = message;
    const subject = subjectOf(packet.name ?? '', packet.fields);
    if (subject === undefined || !isFirstHop(message) || destination <= 0) return;
    const { name, state } = subject;
    const key = `${packet.capability} ${name}`;
    let status = this.latest.get(key);
    const isCopy = status?.from === source && status.state === state && time - status.time < TOGETHER;
    if (status === undefined || !isCopy) {
      const { capability } = packet;
      status = { capability, name, state, from: source, time, messages: [], told: new Set([source]) };
      this.keep(key, status);
    }
    if (status.told.size < MOST_COPIES) status.told.add(destination);
    if (status.messages.length < MOST_COPIES) status.messages.push(id);
  }
}

const CAPABILITIES: ReadonlySet<string> = new Set([
  CapabilityName.Dispatcher,
  CapabilityName.Drouting,
  CapabilityName.LoadBalancer,
]);

/** Longer names are none. */
const LONGEST_NAME = 256;

/** What a packet is about, and which state it tells; undefined for states that say little. */
function subjectOf(
  packet: string,
  fields: Fields,
): { readonly name: string; readonly state: string } | undefined {
  const text = (field: string): string => (textOf(fields, field) ?? '').slice(0, LONGEST_NAME);
  const flags = numberOf(fields, 'flags') ?? 0;
  const isOff = (flags & DISABLED) !== 0;
  switch (packet) {
    case 'REPL_DS_STATUS_UPDATE': {
      const name = `${text('address')} of set ${numberOf(fields, 'set_id') ?? 0}`;
      const state = dispatcherState(numberOf(fields, 'op'), numberOf(fields, 'state'));
      return state === undefined ? undefined : { name, state };
    }
    case 'REPL_GW_STATUS_UPDATE':
      return { name: `gateway ${text('gw_id')} of ${text('partition')}`, state: isOff ? 'off' : 'on' };
    case 'REPL_CR_STATUS_UPDATE':
      return {
        name: `carrier ${text('carrier_id')} of ${text('partition')}`,
        state: flags === 0 ? 'on' : 'off',
      };
    case 'REPL_LB_STATUS_UPDATE':
      return {
        name: `${text('uri')} of group ${numberOf(fields, 'group') ?? 0}`,
        state: isOff ? 'off' : 'on',
      };
    default:
      return undefined;
  }
}

const DISABLED = 4;

function dispatcherState(op: number | undefined, bits: number | undefined): string | undefined {
  if (op === 1 && bits === 1) return 'inactive';
  if (op === 1 && bits === 2) return 'probing';
  return op === 0 && bits === 3 ? 'active' : undefined;
}
