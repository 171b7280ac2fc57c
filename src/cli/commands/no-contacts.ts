import type { Session } from '../../engine/session.ts';
import { rowFilter } from '../../filter/row-filter.ts';
import type { StringId } from '../../ids.ts';
import { counted } from '../../view/text/counts.ts';
import { cutText } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import { nameHints } from '../request/name-hints.ts';
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
    const hints = [...nameHints(request.selection.filter, session), ...otherAors(session)];
    return ['no contacts: no message names what was asked for', ...hints].join('; ');
  }
  const texts = names.slice(0, MOST).map((name) => cutText(printable(name), WIDEST));
  const more = names.length > MOST ? ', ...' : '';
  return `no live contacts of ${texts.join(', ')}${more}, though messages name ${names.length === 1 ? 'it' : 'them'}; --history tells what became of them, "syncgrep packets -q" which messages`;
}

/** How many AORs messages name, and some of them. */
function otherAors({ tables: { aors } }: Session): readonly string[] {
  // The table holds the empty string as well.
  const others = aors.kept - 1;
  if (others <= 0) return [];
  const some: string[] = [];
  for (let id = 1; id < aors.size && some.length < MOST; id++) {
    const name = aors.text(id as StringId);
    if (name !== '') some.push(cutText(printable(name), WIDEST));
  }
  return [
    `messages name ${counted(others, 'other AOR')}${others > some.length ? ', such as' : ':'} ${some.join(', ')}`,
  ];
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
