import { losslessText } from '../../decoders/bytes/text.ts';
import type { StringId } from '../ids.ts';
import type { ByteStringTable } from '../tables/byte-strings.ts';

/** Texts that are remembered, a power of two: those of the flows that are busy. */
const REMEMBERED = 1 << 15;
/** Longer ones are not as they stand in the message, which may have folded or cut them. */
const LONGEST = 256;

/**
 * Texts of a table. The same ones are asked for again and again: as one and the same string they need
 * neither be made nor hashed nor compared anew.
 */
export class InternedTexts {
  private readonly table: ByteStringTable;
  private readonly ids = new Uint32Array(REMEMBERED);
  private readonly texts: (string | undefined)[] = new Array(REMEMBERED).fill(undefined);

  constructor(table: ByteStringTable) {
    this.table = table;
  }

  /** Undefined where it may differ from what stands in the message. */
  get(id: StringId): string | undefined {
    const slot = id & (REMEMBERED - 1);
    if (this.ids[slot] !== id) {
      this.ids[slot] = id;
      this.texts[slot] = this.read(id);
    }
    return this.texts[slot];
  }

  private read(id: StringId): string | undefined {
    const bytes = this.table.bytes(id);
    if (bytes.length > LONGEST || bytes.includes(LF)) return undefined;
    return losslessText(bytes, 0, bytes.length);
  }
}

const LF = 0x0a;
