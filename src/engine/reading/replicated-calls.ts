import { dialogDlgRepl } from '../../../decoders/bin/dialog-dlg-repl.ts';
import { type PacketSkimmer, PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import { i32le } from '../../../decoders/bytes/integers.ts';
import type { FieldList } from '../../../decoders/fields/compile.ts';
import { Role } from '../../../decoders/fields/field.ts';
import type { Terms } from '../../../decoders/fields/terms.ts';
import { BinColumn, type BinDigest } from './bin-digest.ts';

/** Longer names are cut where they are read from the packet itself. */
const LONGEST_NAME = 512;

/**
 * Notes which packets replicate a dialog, and when it ends (spec bin-capabilities 5.1). With the terms, the index then has
 * all that flows need of such a packet, and it need not be read again for them.
 */
export class ReplicatedCalls {
  /** Place of the field among those of a layout; -1 if it has none. */
  private readonly places = new WeakMap<FieldList, number>();

  /** The packet has been skimmed. */
  note(skimmer: PacketSkimmer, bytes: Uint8Array, digest: BinDigest): void {
    const { candidate, releases, terms, status } = skimmer;
    digest.set(BinColumn.NamesCall, 0);
    digest.set(BinColumn.Timeout, 0);
    if (candidate?.capability !== dialogDlgRepl || status !== PacketStatus.Decoded) return;
    // Where several layouts fit, what is learned of the sender later may tell which one it is.
    if (releases === 0 || (releases & ~candidate.releases) !== 0) return;
    if (terms.count === 0 || terms.role(0) !== Role.CallId || hasLongTerm(terms)) return;
    const place = this.timeoutIn(candidate.list);
    if (place >= 0) digest.set(BinColumn.Timeout, i32le(bytes, skimmer.place(place)));
    digest.set(BinColumn.NamesCall, 1);
  }

  private timeoutIn(list: FieldList): number {
    let place = this.places.get(list);
    if (place === undefined) {
      place = list.fields.findIndex(({ spec }) => spec.name === 'timeout');
      this.places.set(list, place);
    }
    return place;
  }
}

function hasLongTerm(terms: Terms): boolean {
  for (let at = 0; at < terms.count; at++) if (terms.to(at) - terms.from(at) > LONGEST_NAME) return true;
  return false;
}
