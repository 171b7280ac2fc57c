import { type ReleaseSet, releases } from '../../../decoders/bin/releases.ts';

/** They count the chunks of a sync, and take data after its end for another one that is under way (until 3.4.9 and 3.5.2). */
const COUNTING_ON = releases('3.3-3.5');
/** Of all clusters. */
const MOST_NODES = 4096;

interface Answers {
  /** Some data has come since the node asked, and its end. */
  hasData: boolean;
  ended: boolean;
  repeated: boolean;
}

/**
 * Nodes that asked for the same sync twice and got it twice. Chunks are counted from the last request on, so the
 * second end never matches the count: from then on the node keeps back what it is sent of the capability, until it
 * is restarted, and asks for no sync any more. Where both come at once, the first count may be taken after the
 * second sync has begun, and all ends well: no packet says which.
 */
export class RepeatedSyncs {
  /** By cluster and node. */
  private readonly nodes = new Map<string, Answers>();

  asked(cluster: number, node: number): void {
    this.nodes.delete(`${cluster} ${node}`);
  }

  data(cluster: number, node: number): void {
    const key = `${cluster} ${node}`;
    const answers = this.nodes.get(key);
    if (answers === undefined) {
      if (this.nodes.size < MOST_NODES) this.nodes.set(key, { hasData: true, ended: false, repeated: false });
      return;
    }
    answers.repeated ||= answers.ended && answers.hasData;
    answers.hasData = true;
  }

  ended(cluster: number, node: number): void {
    const answers = this.nodes.get(`${cluster} ${node}`);
    if (answers !== undefined) answers.ended = true;
  }

  /** May the node, which can be of these releases, keep back all that it is sent? */
  mayKeepBack(cluster: number, node: number, release: ReleaseSet): boolean {
    const { repeated = false } = this.nodes.get(`${cluster} ${node}`) ?? {};
    return repeated && (release === 0 || (release & COUNTING_ON) !== 0);
  }
}
