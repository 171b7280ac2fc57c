import type { EventQueue } from './event-queue.ts';
import type { TrafficOptions } from './options.ts';
import type { Phone, Population } from './population.ts';
import type { Random } from './random.ts';
import type { Call } from './sip/call.ts';
import type { SipWire } from './sip/sip-wire.ts';
import type { Truth } from './truth.ts';
import type { PacketWriter } from './wire/packet-writer.ts';

/** Unix time at which every capture begins, in seconds. */
export const START = 1_790_000_000;

/** What scenarios are played with. */
export interface World {
  readonly options: TrafficOptions;
  readonly queue: EventQueue;
  readonly random: Random;
  readonly truth: Truth;
  readonly population: Population;
  readonly packets: PacketWriter;
  /** Absent where the capture holds only what the nodes say to each other. */
  readonly sip: SipWire | undefined;
  /** Absent where it holds only SIP. */
  readonly replication: Replication | undefined;
}

/** A contact as a node has just stored it. */
export interface Registration {
  readonly phone: Phone;
  readonly node: number;
  readonly callId: string;
  readonly cseq: number;
  /** CSeq of the REGISTER before it that was accepted. */
  readonly storedCseq: number;
  /** Seconds from now. */
  readonly expires: number;
  /** First contact of its user. */
  readonly isNewUser: boolean;
}

/** What nodes tell each other because of SIP traffic. Times in microseconds from the start. */
export interface Replication {
  contactAdded(now: number, registration: Registration): void;
  contactRefreshed(now: number, registration: Registration): void;
  contactRemoved(now: number, registration: Registration, isLast: boolean): void;
  dialogCreated(now: number, call: Call): void;
  dialogUpdated(now: number, call: Call): void;
  dialogEnded(now: number, call: Call): void;
}

export function unixTime(now: number): number {
  return START + Math.floor(now / 1e6);
}
