import type { Fields } from '../../../../decoders/fields/decode.ts';
import { RecentMap } from '../../../tables/recent-map.ts';
import { EVENTS_KEPT, MOST_EVENTS } from '../../replication/source-events.ts';
import { registrationAt, type Subject } from './usrloc-subjects.ts';

/** Nanoseconds in which a donor that puts a sync together may not have done yet what it was told to. */
const JUST = 1e9;

/** Registrations that nodes have deleted recently: a donor that still sends them in a sync does not hold them. */
export class Deletions {
  private readonly own = new RecentMap<true>(EVENTS_KEPT, MOST_EVENTS);
  private readonly told = new RecentMap<true>(JUST, MOST_EVENTS);

  /** `isOwn`: the node tells the others of it; else it is told. */
  add(cluster: number, node: number, subject: Subject, fields: Fields, isOwn: boolean, time: number): void {
    (isOwn ? this.own : this.told).set(registrationAt(cluster, node, subject, fields), true, time);
  }

  has(cluster: number, node: number, subject: Subject, fields: Fields, time: number): boolean {
    const registration = registrationAt(cluster, node, subject, fields);
    return this.own.has(registration, time) || this.told.has(registration, time);
  }

  /** Those that were given up for lack of room. */
  get forgotten(): number {
    return this.own.forgotten + this.told.forgotten;
  }
}
