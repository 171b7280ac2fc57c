import type { DropSpan } from './capture-description.ts';

/** Spans that are kept; of further ones, the later ones are merged. */
const MOST = 1000;

/** When the capturing host dropped packets of one interface, as precisely as the capture tells. */
export class DroppedPackets {
  readonly spans: DropSpan[] = [];
  /** The counter in the last statistics, and when that was; nanoseconds since 1970. */
  private total = 0;
  private told: bigint | undefined;
  /** Drops since then that packets reported in their own options. */
  private named = 0;

  /** A packet reports how many were dropped between the previous one and itself. */
  before(packets: number, from: bigint | undefined, to: bigint): void {
    this.named += packets;
    this.add({ from, to, packets });
  }

  /** Statistics: `total` packets were dropped since `begun`. */
  counted(total: number, begun: bigint | undefined, now: bigint): void {
    // A counter that went down was reset.
    const more = total < this.total ? total : total - this.total;
    const packets = more - this.named;
    if (packets > 0) this.add({ from: this.told ?? begun, to: now, packets });
    this.total = total;
    this.told = now;
    this.named = 0;
  }

  private add(span: DropSpan): void {
    const last = this.spans.at(-1);
    if (this.spans.length < MOST || last === undefined) this.spans.push(span);
    else {
      const packets = last.packets + span.packets;
      this.spans[this.spans.length - 1] = {
        from: last.from,
        to: span.to > last.to ? span.to : last.to,
        packets,
      };
    }
  }
}
