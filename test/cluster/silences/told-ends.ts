import type { ConnectionEnds } from '../../../src/cluster/silences/connection-ends.ts';

/** Ends of connections as a test writes them: nodes that were the first to end one, or that refused one, with seconds. */
export class ToldEnds implements ConnectionEnds {
  revision = 0;
  private readonly told: { readonly node: number; readonly at: number }[] = [];
  private readonly refusals: { readonly node: number; readonly at: number }[] = [];

  end(node: number, at: number): void {
    this.told.push({ node, at: at * 1e9 });
    this.revision++;
  }

  refuse(node: number, at: number): void {
    this.refusals.push({ node, at: at * 1e9 });
  }

  lastRefusal(_cluster: number, node: number, until: number): number | undefined {
    return this.refusals.findLast((one) => one.node === node && one.at <= until)?.at;
  }

  lastOf(_cluster: number, until: number): ReadonlyMap<number, number> {
    const past = this.told.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    return new Map(past.map(({ node, at }) => [node, at]));
  }
}
