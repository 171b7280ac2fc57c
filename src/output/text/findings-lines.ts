import type { MessageNumbers } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import type { Finding, Severity } from '../../findings/finding.ts';
import type { MessageId } from '../../ids.ts';
import { messageNumber } from '../../view/messages/message-number.ts';
import { counted } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import { clockTime } from '../../view/text/times.ts';
import type { Palette } from './palette.ts';

export interface FindingLineOptions {
  readonly session: Session;
  readonly numbers: MessageNumbers;
  readonly utc: boolean;
  /** Only the first line of each. */
  readonly quiet: boolean;
  readonly palette: Palette;
  /** The line in place of a list, if there are none. */
  none(): string;
}

/** At most this many names and messages of a finding are printed. */
const MOST_SHOWN = 8;
const INDENT = ' '.repeat(9);

/** Findings for people: what, why, about whom, and where to look; the last line is a count. */
export function* findingLines(findings: readonly Finding[], options: FindingLineOptions): Generator<string> {
  const { palette, quiet } = options;
  for (const finding of findings) {
    yield headLine(finding, palette);
    if (quiet) continue;
    yield `${INDENT}${printable(finding.detail)}`;
    for (const line of moreLines(finding, options)) yield palette.dim(`${INDENT}${printable(line)}`);
  }
  yield palette.dim(findings.length === 0 ? options.none() : summary(findings));
}

function headLine({ severity, title, cluster }: Finding, palette: Palette): string {
  const where = cluster === 0 ? '' : `  (cluster ${cluster})`;
  const line = `${severity.padEnd(7)}  ${printable(title)}${where}`;
  if (severity === 'error') return palette.problem(line);
  return severity === 'info' ? palette.dim(line) : palette.tone('redirection', line);
}

function moreLines(finding: Finding, options: FindingLineOptions): readonly string[] {
  const { since, aors, callIds, messages, log, confidence, reference } = finding;
  return [
    ...(since === undefined ? [] : [`since ${sinceTime(since, options)}`]),
    ...listed('AOR', aors),
    ...(aors.length > 0 ? [] : listed('Call-ID', callIds)),
    ...messageLines(messages, options),
    ...(log === undefined ? [] : [`OpenSIPS logs: ${log}`]),
    ...(confidence === 'likely' ? ['likely, not certain'] : []),
    ...(reference === undefined ? [] : [`see ${reference}`]),
  ];
}

function sinceTime(since: number, { session, utc }: FindingLineOptions): string {
  return clockTime(session.tables.base, since, utc);
}

/** `messages #40, #41  from 09:28:53.859041 to 09:28:54.100000` */
function messageLines(
  evidence: Finding['messages'],
  { session, numbers, utc }: FindingLineOptions,
): readonly string[] {
  const messages = numbers.inOrder(evidence);
  const [first, last] = [messages[0], messages.at(-1)];
  if (first === undefined || last === undefined) return [];
  const time = (id: MessageId) => clockTime(session.tables.base, session.timeOf(id), utc);
  const when = first === last ? `at ${time(first)}` : `from ${time(first)} to ${time(last)}`;
  return listed(
    'message',
    messages.map((id) => messageNumber(numbers.of(id))),
  ).map((line) => `${line}  ${when}`);
}

function listed(what: string, all: readonly string[]): readonly string[] {
  if (all.length === 0) return [];
  const more = all.length > MOST_SHOWN ? ', ...' : '';
  return [`${what}${all.length === 1 ? '' : 's'} ${all.slice(0, MOST_SHOWN).join(', ')}${more}`];
}

function summary(findings: readonly Finding[]): string {
  const count = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  const [errors, warnings, infos] = [count('error'), count('warning'), count('info')];
  return [counted(errors, 'error'), counted(warnings, 'warning'), counted(infos, 'info', 'infos')].join(', ');
}
