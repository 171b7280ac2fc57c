import type { Fields } from '../../../../decoders/fields/decode.ts';
import { numberOf } from '../../field-values.ts';
import { NodeTable } from '../../node-tables.ts';
import type { SeenBin } from '../../seen-message.ts';

/** Seconds that a packet may be later than others of its sender. It tells its time in whole seconds. */
const PROMPT = 3;
/** Nanoseconds for which it is remembered how soon packets came: the clock of a node may be set. */
const REMEMBERED = 300e9;
/** Most nodes that are kept: ids come from the wire. */
const MOST_NODES = 4096;

interface Lag {
  /** From the time that a packet tells to its arrival, in seconds: by how much clocks differ, at least. */
  seconds: number;
  time: number;
}

/**
 * Packets about contacts that were registered some time before they arrived: they waited in a connection that was
 * broken, while others were told at once. The registrar's time (`last_modified`) shows it, compared with other packets
 * of the same node, as its clock may be wrong.
 */
export class LatePackets {
  private readonly lags = new NodeTable<Lag>(MOST_NODES);

  /** For how many seconds the packet had waited; 0 if it was prompt. `seconds` is when it came, since 1970. */
  waited({ cluster, source, time }: SeenBin, fields: Fields, seconds: number): number {
    const modified = numberOf(fields, 'last_modified') ?? 0;
    if (modified <= 0) return 0;
    const lag = seconds - modified;
    const least = this.lags.get(cluster, source);
    if (least === undefined) {
      this.lags.add(cluster, source, () => ({ seconds: lag, time }));
      return 0;
    }
    if (time - least.time <= REMEMBERED && lag > least.seconds) {
      return lag > least.seconds + PROMPT ? lag - least.seconds : 0;
    }
    Object.assign(least, { seconds: lag, time });
    return 0;
  }
}
