import { dialogDlgRepl } from '../../../decoders/bin/dialog-dlg-repl.ts';
import { type PacketSkimmer, PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import { u32le } from '../../../decoders/bytes/integers.ts';
import type { FieldList } from '../../../decoders/fields/compile.ts';
import type { Terms } from '../../../decoders/fields/terms.ts';
import type { NewMessage } from '../../store/new-message.ts';
import { isCallId } from '../../store/terms.ts';

/** Longer names are cut where they are read from the packet itself. */
const LONGEST_NAME = 512;

/**
 * Notes when a replicated dialog ends (spec bin-capabilities 5.1). With the terms, the index then has all that flows need
 * of the packet, and it need not be read again for them.
 */
export class ReplicatedCalls {
  /** Place of the field among those of a layout; -1 if it has none. */
  private readonly places = new WeakMap<FieldList, number>();

  /** To be called when the terms have been added to the row. */
  note(skimmer: PacketSkimmer, bytes: Uint8Array, row: NewMessage): void {
    const { candidate, releases, terms } = skimmer;
    if (candidate?.capability !== dialogDlgRepl || skimmer.status !== PacketStatus.Decoded) return;
    // Where several layouts fit, what is learned of the sender later may tell which one it is.
    if (releases === 0 || (releases & ~candidate.releases) !== 0) return;
    if (row.termCount === 0 || !isCallId(row.terms[0] as number) || hasLongTerm(terms)) return;
    const place = this.timeoutIn(candidate.list);
    row.timeout = place < 0 ? 0 : u32le(bytes, skimmer.place(place));
    row.namesCall = true;
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
