import type { DropSpan } from './capture-description.ts';

/** Spans that are kept apart; where there are more, those at the end become one. */
const MOST = 1000;

/** When packets of one interface were dropped by the host that captured them, as closely as the capture says. */
export class DroppedPackets {
  readonly spans: DropSpan[] = [];
  /** As the last statistics had it, and when that was; nanoseconds since 1970. */
  private total = 0;
  private told: bigint | undefined;
  /** Drops since then that packets told of themselves. */
  private named = 0;

  /** A packet says how many were dropped between it and the one before. */
  before(packets: number, from: bigint | undefined, to: bigint): void {
    this.named += packets;
    this.add({ from, to, packets });
  }

  /** Statistics: so many were dropped since `begun`. */
  counted(total: number, begun: bigint | undefined, now: bigint): void {
    // A counter that is less than before began anew.
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
