import { PairTable } from '../tables/pair-table.ts';

/**
 * (cluster, originator, final destination) of BIN packets, each with a small number. 0 stands for a packet
 * that names none of them.
 */
export class RouteTable {
  private readonly senders = new PairTable();
  private readonly routes = new PairTable();

  constructor() {
    this.intern(0, 0, 0);
  }

  intern(cluster: number, source: number, destination: number): number {
    return this.routes.intern(this.senders.intern(cluster >>> 0, source >>> 0), destination >>> 0);
  }

  cluster(route: number): number {
    return this.senders.first(this.routes.first(route)) | 0;
  }

  source(route: number): number {
    return this.senders.second(this.routes.first(route)) | 0;
  }

  destination(route: number): number {
    return this.routes.second(route) | 0;
  }
}
