import type { ConnectionEnds } from '../../cluster/silences/connection-ends.ts';
import type { Session } from '../session.ts';

/** The ends of a session's connections of BIN, by nodes and by the aligned clock. */
export class SessionEnds implements ConnectionEnds {
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  get revision(): number {
    return this.session.ends.count;
  }

  lastOf(cluster: number, until: number): ReadonlyMap<number, number> {
    const { session } = this;
    const { endpoints, nodes } = session.tables;
    const last = new Map<number, number>();
    for (const { source, sender, time } of session.ends.list) {
      const at = session.alignedTime(source, time);
      const node = at > until ? undefined : nodes.nodeIn(cluster, endpoints.addressOf(sender));
      if (node !== undefined) last.set(node, Math.max(at, last.get(node) ?? at));
    }
    return last;
  }
}
