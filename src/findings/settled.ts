import { arrivedAt } from '../cluster/contacts/held/held-contact.ts';
import type { AorState } from '../cluster/contacts/reports/aor-state.ts';
import type { ContactRow } from '../cluster/contacts/reports/contact-rows.ts';
import type { DialogReport } from '../cluster/dialogs/dialog-reports.ts';

/**
 * Something is only missing if it is at least this old (nanoseconds): what was sent just before the end may
 * still be on its way.
 */
export const SETTLED = 5e9;

/** Has the dialog stood as it is for long enough, at all nodes that hold it? Times are session times. */
export function isSettledDialog({ nodes }: Pick<DialogReport, 'nodes'>, time: number): boolean {
  for (const { changed } of nodes.values()) if (time - changed <= SETTLED) return false;
  return true;
}

/** Is the contact old enough at all nodes? Replication of a new one may still be on its way. */
export function isSettledContact({ byNode }: ContactRow, time: number): boolean {
  return [...byNode.values()].every((held) => time - arrivedAt(held) > SETTLED);
}

/** Do nodes differ about the AOR only in what is too new for rules to tell of it? */
export function isNewlyDiffering({ consistent, rows }: AorState, time: number): boolean {
  return !consistent && rows.every((row) => row.consistent || !isSettledContact(row, time));
}
