import { type ReleaseSet, releases } from '../../../../decoders/bin/releases.ts';
import { textOf } from '../../field-values.ts';
import type { SeenBin } from '../../seen-message.ts';

/** A packet says that its originator holds a sharing tag. */
export interface TagAnnouncement {
  readonly tag: string;
  /** Releases that understand it; to all others, it changes nothing. */
  readonly readers: ReleaseSet;
}

/** The dialog module of 2.4 has tags of its own; since 3.0 the clusterer has them, since 3.2 under another number. */
const READ_BY_DIALOG = releases('2.4');
const READ_BEFORE_3_2 = releases('3.0-3.1');
const READ_SINCE_3_2 = releases('3.2+');
const NUMBER_BEFORE_3_2 = 12;

/** Undefined if the packet is about something else, as nearly all are (spec bin-core 2.1, 7.4, bin-capabilities 5). */
export function announcedTag({ packet }: SeenBin): TagAnnouncement | undefined {
  const { name } = packet;
  // By name first, as fields are only decoded when they are accessed.
  if (name === 'CLUSTERER_SHTAG_ACTIVE') {
    const readers = packet.command === NUMBER_BEFORE_3_2 ? READ_BEFORE_3_2 : READ_SINCE_3_2;
    return announcement(textOf(packet.fields, 'tag'), readers);
  }
  if (name !== 'DLG_SHARING_TAG_ACTIVE') return undefined;
  return announcement(textOf(packet.fields, 'tag_name'), READ_BY_DIALOG);
}

function announcement(tag: string | undefined, readers: ReleaseSet): TagAnnouncement | undefined {
  return tag === undefined || tag === '' ? undefined : { tag, readers };
}

/** False only if the node is of no release that understands it. */
export function mayRead({ readers }: TagAnnouncement, receiver: ReleaseSet): boolean {
  return receiver === 0 || (readers & receiver) !== 0;
}
