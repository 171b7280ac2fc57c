/** Nodes of one cluster for which there is always room. */
const ALWAYS = 16;
/** Those beyond, of all clusters together. */
const MOST_MORE = 512;

/**
 * How many nodes are followed. Ids come from the wire, and hostile ones are many; what is known of links grows with
 * the square of a cluster’s nodes, and a few kilobytes can name thousands in hundreds of clusters.
 */
export class NodeRoom {
  private left = MOST_MORE;

  /** For one more node of a cluster that has so many. */
  take(nodes: number): boolean {
    if (nodes < ALWAYS) return true;
    if (this.left === 0) return false;
    this.left--;
    return true;
  }
}
