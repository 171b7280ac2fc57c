import type { EventQueue } from '../event-queue.ts';
import type { Random } from '../random.ts';
import type { Truth } from '../truth.ts';
import { MSS, type PacketWriter } from './packet-writer.ts';

/** What happens to segments between the sender and the place of capture, or behind it. */
export interface LineConditions {
  /** Share of segments that arrive behind their successor. */
  readonly reordered: number;
  /** Share that the receiver lost: captured, and captured once more. */
  readonly retransmitted: number;
  /** Share that was lost before the place of capture: only the retransmission is captured. */
  readonly missing: number;
}

export const LAN: LineConditions = { reordered: 0.005, retransmitted: 0.0025, missing: 0.0005 };

/** What all connections of a capture share. */
export interface TcpLine {
  readonly queue: EventQueue;
  readonly packets: PacketWriter;
  readonly random: Random;
  readonly truth: Truth;
  readonly conditions: LineConditions;
}

/** Segments of a sender with segmentation offload, captured before the card cuts them. */
export const OFFLOADED = 45 * MSS;
