import type { LimitsReached } from '../../engine/limits-reached.ts';
import type { Session } from '../../engine/session.ts';
import { colonAdvice } from '../../filter/colon-advice.ts';
import type { RegexLimitsReached } from '../../filter/compile.ts';
import { complaintsOf, forgottenText, packetsElsewhere } from '../../view/complaints/complaints.ts';
import { counted } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import type { PrintCounts } from '../commands/packet-printer.ts';
import type { Selection } from '../commands/selection.ts';
import { nameHints } from '../request/name-hints.ts';
import type { Request } from '../request/request.ts';
import { tell } from '../tell.ts';

/** A filter that is a plain word may have been meant as the name of a file. */
const LIKE_A_NAME = /^[\w./-]+$/;

/** Printed after all messages: what is wrong with the input, and what was not shown. */
export function tellResult(session: Session, request: Request, counts: PrintCounts): void {
  for (const line of resultLines(session, request, counts)) tell(printable(line));
}

/** Printed after a report: what is wrong with the input, and what the filter did not look at. */
export function tellWarnings(session: Session, { limits }: Selection, reached?: LimitsReached): void {
  for (const line of [...inputLines(session, reached), ...regexLines(limits)]) tell(printable(line));
  if (session.tables.index.size === 0) tell(printable(nothingFound(session)));
}

function resultLines(session: Session, request: Request, counts: PrintCounts): readonly string[] {
  return [
    ...inputLines(session),
    ...regexLines(counts.regexLimits),
    countLine(counts, session, request),
    ...(session.tables.index.size === 0 ? [nothingFound(session)] : []),
  ];
}

function inputLines(session: Session, reached?: LimitsReached): readonly string[] {
  const { spool } = session;
  return [
    ...complaintsOf(session, reached).map(({ kind, text }) => `${kind}: ${text}`),
    forgottenText(session) ?? [],
    spool.isKept ? `the spool is kept: syncgrep ${spool.directory}` : [],
  ].flat();
}

/** Regular expressions that did not see all of a text, or took too long for it: a match may have been missed. */
function regexLines({ shortened, abandoned }: RegexLimitsReached): readonly string[] {
  const lines: string[] = [];
  if (shortened > 0) lines.push(`not searched: the rest of ${counted(shortened, 'very long text')}`);
  if (abandoned > 0) {
    lines.push(
      `not searched: ${counted(abandoned, 'text')} that a regular expression takes too long for; counted as not matching`,
    );
  }
  return lines;
}

function countLine(counts: PrintCounts, session: Session, { bareFilters, selection }: Request): string {
  const parts = [`${counted(counts.shown, 'message')} shown`];
  if (counts.internalHidden > 0)
    parts.push(`${counted(counts.internalHidden, 'internal', 'internal')} hidden (-A shows them)`);
  if (counts.filteredOut > 0) parts.push(`${counted(counts.filteredOut, 'other', 'others')} not selected`);
  if (counts.shown > 0 || session.tables.index.size === 0) return parts.join(', ');
  const [bare] = bareFilters;
  if (bare !== undefined && LIKE_A_NAME.test(bare))
    parts.push(`"${bare}" is a display filter (there is no such file)`);
  const advice = colonAdvice(selection.filter);
  return [...parts, ...nameHints(selection.filter, session), ...(advice === undefined ? [] : [advice])].join(
    ', ',
  );
}

function nothingFound(session: Session): string {
  const { frames } = session.progress;
  if (frames === 0) return 'the capture holds no frames';
  const { counters } = session;
  const { notIp, otherTransport } = counters;
  const others = [
    ...(notIp === 0 ? [] : [counted(notIp, 'packet that is not IP', 'packets that are not IP')]),
    ...(otherTransport === 0 ? [] : [`${counted(otherTransport, 'packet')} of neither UDP nor TCP`]),
  ];
  const what = others.length === 0 ? '' : `: ${others.join(', ')}`;
  const advice = packetsElsewhere(counters) === 0 ? '' : '; other ports? --sip-port, --bin-port, --any-port';
  return `no SIP and no BIN in ${counted(frames, 'frame')}${what}${advice}`;
}
