/** In each cluster, there is always room for this many nodes. */
const ALWAYS = 16;
/** Room for further nodes, over all clusters together. */
const MOST_MORE = 512;

/**
 * How many nodes are followed. Ids come from the wire: a few kilobytes of hostile traffic can name thousands
 * in hundreds of clusters, and what is known of links grows with the square of a cluster's nodes.
 */
export class NodeLimit {
  private left = MOST_MORE;

  /** Is there room for another node in a cluster that has this many? */
  take(nodes: number): boolean {
    if (nodes < ALWAYS) return true;
    if (this.left === 0) return false;
    this.left--;
    return true;
  }
}
