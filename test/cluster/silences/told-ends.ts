import type { ConnectionEnds } from '../../../src/cluster/silences/connection-ends.ts';

/** Ends of connections as a test writes them: nodes that were the first to end one, with seconds. */
export class ToldEnds implements ConnectionEnds {
  revision = 0;
  private readonly told: { readonly node: number; readonly at: number }[] = [];

  end(node: number, at: number): void {
    this.told.push({ node, at: at * 1e9 });
    this.revision++;
  }

  lastOf(_cluster: number, until: number): ReadonlyMap<number, number> {
    const past = this.told.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    return new Map(past.map(({ node, at }) => [node, at]));
  }
}
