/** The latest of an originator's flooded updates of one kind: its number, and seconds by the originator's clock. */
export interface Position {
  readonly number: number;
  readonly timestamp: number;
}

interface Latest extends Position {
  /** The timestamp of number 0 of this life; undefined if that was not captured. */
  readonly began: number | undefined;
}

/**
 * Flooded updates arrive by many ways (spec bin-core 10.3): only the first copy of each is news, and only if it left
 * its originator after the latest one.
 */
export class UpdateCounters {
  private readonly positions = new Map<string, Latest>();

  /**
   * If it is newer than all before, it becomes the latest. Returns by how many seconds its originator's clock shows less
   * than at the one before it, 0 if it does not; undefined if the update is no news.
   */
  accept(source: number, kind: string, number: number, timestamp: number): number | undefined {
    const key = `${source} ${kind}`;
    const before = this.positions.get(key);
    if (before === undefined) {
      if (this.positions.size >= MOST_COUNTERS) return undefined;
    } else if (isLateBeginning(number, timestamp, before) || !isNewer(number, timestamp, before)) {
      return undefined;
    }
    const isSameLife = before !== undefined && number > before.number;
    const began = number === 0 ? timestamp : isSameLife ? before.began : undefined;
    this.positions.set(key, { number, timestamp, began });
    return Math.max(0, (before?.timestamp ?? timestamp) - timestamp);
  }
}

const MOST_COUNTERS = 4096;
/** Seconds by which a copy of the first update of a life may come behind later ones, if the first was not seen. */
const LATE = 5;

/**
 * A receiver takes a higher number, whatever the clock says, and 0 from a node that has restarted (spec bin-core 6). A
 * lower number with a later timestamp is from a new life, too, whose beginning was not captured.
 */
export function isNewer(number: number, timestamp: number, than: Position): boolean {
  if (number > than.number || timestamp > than.timestamp) return true;
  return number === 0 && than.number !== 0;
}

/** A copy of number 0 that took a longer way is no restart. */
function isLateBeginning(number: number, timestamp: number, { began, timestamp: latest }: Latest): boolean {
  if (number !== 0) return false;
  return timestamp === began || (began === undefined && timestamp <= latest && latest - timestamp <= LATE);
}
