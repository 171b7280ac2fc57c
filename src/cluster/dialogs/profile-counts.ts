import { groupsOf, numberOf, textOf } from '../field-values.ts';
import type { SeenBin } from '../seen-message.ts';

/** Members of a profile, or of one of its values, as a node announced them last. */
export interface ProfileCount {
  readonly cluster: number;
  readonly profile: string;
  /** Empty for a profile without values. */
  readonly value: string;
  readonly node: number;
  readonly count: number;
  readonly time: number;
}

/** Most combinations of profile, value and node. */
const MOST_COUNTS = 10_000;

/** Sizes of profiles, by the node that counts them (spec bin-capabilities 5.2). */
export class ProfileCounts {
  private readonly counts = new Map<string, ProfileCount>();

  push(message: SeenBin): void {
    const { packet, cluster, source, time } = message;
    for (const entry of groupsOf(packet.fields, 'entry')) {
      const profile = textOf(entry, 'profile');
      const count = numberOf(entry, 'count');
      if (profile === undefined || count === undefined) continue;
      const value = textOf(entry, 'value') ?? '';
      const key = `${cluster} ${source} ${profile}\n${value}`;
      if (!this.counts.has(key) && this.counts.size >= MOST_COUNTS) return;
      this.counts.set(key, { cluster, profile, value, node: source, count, time });
    }
  }

  /**
   * The sum over all nodes. Nodes ignore announcements older than `replicate_profiles_expire`, 10 s by
   * default. Without `value`, all values are added up.
   */
  sizeOf(cluster: number, profile: string, value: string | undefined, now: number, expire = 10e9): number {
    let size = 0;
    for (const one of this.counts.values()) {
      if (one.cluster !== cluster || one.profile !== profile || now - one.time > expire) continue;
      if (value === undefined || one.value === value) size += one.count;
    }
    return size;
  }

  all(): readonly ProfileCount[] {
    return [...this.counts.values()];
  }
}
