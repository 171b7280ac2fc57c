import { rowFilter } from '../../filter/row-filter.ts';
import type { StringId } from '../../ids.ts';
import { counted } from '../../view/text/counts.ts';
import { cutText } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import type { ReportInput } from './analysis-report.ts';
import { isEverything } from './selection.ts';

/** At most so many names are listed. */
const MOST = 3;
const WIDEST = 60;

/**
 * For a report without contacts: whether any message names the AORs that were asked for, and where to look
 * further.
 */
export function noContactsText(input: ReportInput): string {
  const { session, request } = input;
  if (isEverything(request.selection.filter)) return 'no contacts';
  const names = namesAsked(input);
  if (names.length === 0) {
    // The table holds the empty string as well.
    const others = session.tables.aors.kept - 1;
    const told = others > 0 ? `; messages name ${counted(others, 'other AOR')}` : '';
    return `no contacts: no message names what was asked for${told}`;
  }
  const texts = names.slice(0, MOST).map((name) => cutText(printable(name), WIDEST));
  const more = names.length > MOST ? ', ...' : '';
  return `no live contacts of ${texts.join(', ')}${more}, though messages name ${names.length === 1 ? 'it' : 'them'}; --history tells what became of them, "syncgrep packets -q" which messages`;
}

/** The asked-for AORs that messages name; one more than is listed, to know whether there are more. */
function namesAsked({ session, request }: ReportInput): readonly string[] {
  const { aors } = session.tables;
  const matches = rowFilter(request.selection.filter, session.facts);
  const names: string[] = [];
  for (let id = 1; id < aors.size && names.length <= MOST; id++) {
    const name = aors.text(id as StringId);
    if (name !== '' && matches({ aors: [name], callIds: [], nodes: [], messages: [] })) names.push(name);
  }
  return names;
}
