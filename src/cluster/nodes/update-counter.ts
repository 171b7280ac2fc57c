/** Where an originator's flooded updates of one kind stand. */
interface Position {
  readonly number: number;
  readonly timestamp: number;
}

/**
 * Flooded updates reach us on many ways (spec bin-core 10.3): only the first copy of each is news,
 * and one that left its originator before the latest is none. What is newer is told by the
 * originator's clock first: a node that began anew counts from 0.
 */
export class UpdateCounters {
  private readonly positions = new Map<string, Position>();

  /** Is it newer than all before it? Then it is the latest from now on. */
  accept(source: number, kind: string, number: number, timestamp: number): boolean {
    const key = `${source} ${kind}`;
    const before = this.positions.get(key);
    if (before !== undefined && !isNewer(number, timestamp, before)) return false;
    if (before === undefined && this.positions.size >= MOST_COUNTERS) return false;
    this.positions.set(key, { number, timestamp });
    return true;
  }
}

const MOST_COUNTERS = 4096;

function isNewer(number: number, timestamp: number, than: Position): boolean {
  return timestamp > than.timestamp || (timestamp === than.timestamp && number > than.number);
}
