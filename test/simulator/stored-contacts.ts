import type { Fields } from '../../decoders/fields/decode.ts';

/** What usrloc keeps: per AOR its contacts, each with the fields of the packet that brought it. */
export class StoredContacts {
  private readonly aors = new Map<string, Map<string, Fields>>();

  has(aor: string): boolean {
    return this.aors.has(aor);
  }

  get(aor: string, contact: string): Fields | undefined {
    return this.aors.get(aor)?.get(contact);
  }

  put(aor: string, contact: string, fields: Fields): void {
    const contacts = this.aors.get(aor) ?? new Map<string, Fields>();
    this.aors.set(aor, contacts.set(contact, fields));
  }

  remove(aor: string, contact: string): void {
    const contacts = this.aors.get(aor);
    contacts?.delete(contact);
    if (contacts?.size === 0) this.aors.delete(aor);
  }

  removeAor(aor: string): void {
    this.aors.delete(aor);
  }

  clear(): void {
    this.aors.clear();
  }

  *records(): Generator<readonly [aor: string, contact: string, fields: Fields]> {
    for (const [aor, contacts] of this.aors) {
      for (const [contact, fields] of contacts) yield [aor, contact, fields];
    }
  }

  /** `aor contact cseq`, sorted: for comparisons. */
  get lines(): readonly string[] {
    return [...this.records()].map(([aor, contact, { cseq }]) => `${aor} ${contact} ${cseq}`).sort();
  }
}
