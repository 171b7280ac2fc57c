import { type Bindings, readBindings } from '../../decoders/sip/bindings.ts';
import type { StringId } from '../ids.ts';
import type { ByteStringTable } from '../tables/byte-strings.ts';

/** Bindings that are remembered, a power of two: several trackers ask for those of the same message. */
const REMEMBERED = 1 << 8;

/** Bindings of a table, each read once while it is busy: a device asks for the same again and again. */
export class InternedBindings {
  private readonly table: ByteStringTable;
  private readonly ids = new Uint32Array(REMEMBERED);
  private readonly known: (Bindings | undefined)[] = new Array(REMEMBERED).fill(undefined);

  constructor(table: ByteStringTable) {
    this.table = table;
  }

  /** `id` is not 0, which stands for none. */
  get(id: number): Bindings {
    const slot = id & (REMEMBERED - 1);
    const before = this.ids[slot] === id ? this.known[slot] : undefined;
    if (before !== undefined) return before;
    const bindings = readBindings(this.table.bytes(id as StringId));
    this.ids[slot] = id;
    this.known[slot] = bindings;
    return bindings;
  }
}
