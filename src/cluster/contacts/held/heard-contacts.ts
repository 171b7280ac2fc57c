import type { HeldListener } from './contact-watch.ts';
import { type ContactsOfNodes, HeldContacts } from './held-contacts.ts';

/** The same where somebody hears of it. */
export class HeardContacts extends HeldContacts {
  private readonly told: HeldListener;

  constructor(node: number, life: number, whole: ContactsOfNodes, told: HeldListener) {
    super(node, life, whole);
    this.told = told;
  }

  protected override get listener(): HeldListener {
    return this.told;
  }
}
