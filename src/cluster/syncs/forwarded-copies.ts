import { RecentMap } from '../../tables/recent-map.ts';
import { isDelivered, isFirstHop, type SeenBin } from '../seen-message.ts';
import { contentHash } from './sync-records.ts';

/** Nanoseconds for which copies of a packet are expected: a packet may wait until a link is up again. */
const WINDOW = 15e9;
/** Packets whose copies are expected at a time, and packets with the same bytes. */
const MOST_AWAITED = 4096;
const MOST_ALIKE = 64;

interface OnItsWay {
  readonly time: number;
  hasLeft: boolean;
  hasArrived: boolean;
  /** Links on which it was seen, as `from to`. */
  readonly links: Set<string>;
}

/**
 * Tells packets from copies of them. Nodes forward packets byte for byte (spec bin-core 10.4), so that one
 * packet is seen on each link of its way; but if the same bytes are sent twice, they also leave and arrive
 * twice.
 */
export class ForwardedCopies {
  private readonly awaited = new RecentMap<OnItsWay[]>(WINDOW, MOST_AWAITED);

  /** False for a copy of a packet that was seen before on another link. */
  isNew(message: SeenBin): boolean {
    const hasLeft = isFirstHop(message);
    const hasArrived = isDelivered(message);
    // It has been seen on its whole way.
    if (hasLeft && hasArrived) return true;
    const link = `${message.sentBy} ${message.receivedBy}`;
    const same = this.sameContent(message);
    const copy = same.find(
      (one) => !one.links.has(link) && !(hasLeft && one.hasLeft) && !(hasArrived && one.hasArrived),
    );
    if (copy === undefined) {
      same.push({ time: message.time, hasLeft, hasArrived, links: new Set([link]) });
      return true;
    }
    copy.hasLeft ||= hasLeft;
    copy.hasArrived ||= hasArrived;
    copy.links.add(link);
    return false;
  }

  private sameContent(message: SeenBin): OnItsWay[] {
    const { time } = message;
    const content = contentOf(message);
    const known = this.awaited.get(content, time) ?? [];
    const same = known.filter((one) => time - one.time <= WINDOW).slice(-MOST_ALIKE);
    this.awaited.set(content, same, time);
    return same;
  }
}

function contentOf({ cluster, source, destination, packet }: SeenBin): string {
  return `${cluster} ${source} ${destination} ${packet.name} ${packet.length} ${contentHash(packet.fields)}`;
}
