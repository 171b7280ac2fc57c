import type { Fields } from '../../../decoders/fields/decode.ts';
import type { SeenBin } from '../seen-message.ts';

/** Broadcasts whose copies may be on their way at the same time; a power of 2. */
const REMEMBERED = 8;

/**
 * `make`, with a cache of the latest results: the copies of a broadcast follow each other closely and share their
 * decoded fields. `make` may use only what the copies have in common: everything but their destination, their
 * link and their time.
 */
export function oncePerPacket<Made>(make: (message: SeenBin) => Made): (message: SeenBin) => Made {
  const recent = new RecentFields<string | undefined, Made>();
  return (message) => {
    const { fields, name } = message.packet;
    const known = recent.find(fields, name);
    return known === undefined ? recent.add(fields, name, make(message)) : known.made;
  };
}

/** As `oncePerPacket`, for a result that depends on the fields and on the state before. */
export function oncePerFields<Before, Made>(
  make: (fields: Fields, before: Before) => Made,
): (fields: Fields, before: Before) => Made {
  const recent = new RecentFields<Before, Made>();
  return (fields, before) => {
    const known = recent.find(fields, before);
    return known === undefined ? recent.add(fields, before, make(fields, before)) : known.made;
  };
}

interface Known<With, Made> {
  readonly fields: Fields;
  readonly with: With;
  readonly made: Made;
}

/** The latest results, in a ring. */
class RecentFields<With, Made> {
  private readonly ring: (Known<With, Made> | undefined)[] = new Array(REMEMBERED).fill(undefined);
  private newest = 0;

  find(fields: Fields, what: With): Known<With, Made> | undefined {
    const { ring, newest } = this;
    // Newest first, because it usually is the one.
    for (let back = 0; back < REMEMBERED; back++) {
      const known = ring[(newest - back) & (REMEMBERED - 1)];
      if (known?.fields === fields && known.with === what) return known;
    }
    return undefined;
  }

  add(fields: Fields, what: With, made: Made): Made {
    this.newest = (this.newest + 1) & (REMEMBERED - 1);
    this.ring[this.newest] = { fields, with: what, made };
    return made;
  }
}
