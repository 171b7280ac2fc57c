import { ANY_RELEASE, type ReleaseSet } from '../../decoders/bin/releases.ts';
import { PairTable } from '../tables/pair-table.ts';

/**
 * The OpenSIPS releases that each node may run, judged by the layouts of the packets that it has sent. By
 * originator, not by TCP peer: nodes forward packets without encoding them anew (spec bin-core 8).
 */
export class SenderReleases {
  private readonly nodes = new PairTable();
  private readonly sets: ReleaseSet[] = [];
  private readonly upgraded: boolean[] = [];

  of(cluster: number, node: number): ReleaseSet {
    return this.sets[this.nodes.intern(cluster >>> 0, node >>> 0)] ?? ANY_RELEASE;
  }

  /** The node sent a packet that only these releases send. If none of them was possible before, it was upgraded. */
  learn(cluster: number, node: number, releases: ReleaseSet): void {
    if (releases === 0) return;
    const id = this.nodes.intern(cluster >>> 0, node >>> 0);
    const both = (this.sets[id] ?? ANY_RELEASE) & releases;
    if (both === 0) this.upgraded[id] = true;
    this.sets[id] = both === 0 ? releases : both;
  }

  /** Has it sent what its former releases do not send? */
  wasUpgraded(cluster: number, node: number): boolean {
    return this.upgraded[this.nodes.intern(cluster >>> 0, node >>> 0)] === true;
  }

  /** It may run any release again. */
  forget(cluster: number, node: number): void {
    this.sets[this.nodes.intern(cluster >>> 0, node >>> 0)] = ANY_RELEASE;
  }
}
