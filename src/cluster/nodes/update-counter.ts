/** The latest of an originator's flooded updates of one kind. */
interface Position {
  readonly number: number;
  readonly timestamp: number;
}

/**
 * Flooded updates arrive by many ways (spec bin-core 10.3): only the first copy of each is news, and only if
 * it left its originator after the latest one. The originator's clock decides first which is newer, as the
 * counter begins with 0 after a restart.
 */
export class UpdateCounters {
  private readonly positions = new Map<string, Position>();

  /** Is it newer than all before? If so, it becomes the latest. */
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
