import { losslessText } from '../../../decoders/bytes/text.ts';
import { stringOf } from '../../store/terms.ts';
import type { SessionTables } from '../session-tables.ts';
import { InternedValues } from './interned-values.ts';

/** So many texts are remembered, which is enough for the flows that are busy at the same time. */
const BUSY_TEXTS = 1 << 15;
/** A text longer than this is rare, and may have been cut by the index: it is read from the message again. */
const LONGEST_TEXT = 256;
const LF = 0x0a;

/** The texts of terms. Equal ones that are asked for at about the same time are the same object. */
export class IndexedNames {
  private readonly callIds: InternedValues<string | undefined>;
  private readonly aors: InternedValues<string | undefined>;

  constructor({ callIds, aors }: SessionTables) {
    this.callIds = new InternedValues(callIds, BUSY_TEXTS, textAsItStands);
    this.aors = new InternedValues(aors, BUSY_TEXTS, textAsItStands);
  }

  /** Undefined if messages may have another one: it is too long. */
  callId(term: number): string | undefined {
    return this.callIds.get(stringOf(term));
  }

  /** The same of an AOR. */
  aor(term: number): string | undefined {
    return this.aors.get(stringOf(term));
  }
}

/** The text of the index; undefined if the message may have another one. */
function textAsItStands(bytes: Uint8Array): string | undefined {
  if (bytes.length > LONGEST_TEXT || bytes.includes(LF)) return undefined;
  return losslessText(bytes, 0, bytes.length);
}
