import { fieldLines } from '../../engine/lookup/message-text.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { Cut, Protocol } from '../../reassembly/carried-message.ts';
import { type MessageSummary, summarize } from '../../view/messages/message-summary.ts';
import { printable, printableLines } from '../../view/text/printable.ts';
import { dateAndTime } from '../../view/text/times.ts';
import { asciiText } from './ascii-text.ts';
import type { Palette } from './palette.ts';

export interface LineOptions {
  /** Only the head line of each message. */
  readonly quiet: boolean;
  readonly utc: boolean;
  /** Only ASCII: in our own text, and in the text of messages, which must not be altered in a pipe. */
  readonly ascii?: { readonly ours: boolean; readonly theirs: boolean };
  readonly palette: Palette;
}

/** A message for people: a head line and, unless quiet, the message line by line and an empty line. */
export function messageLines(session: Session, id: MessageId, options: LineOptions): readonly string[] {
  const { quiet, ascii } = options;
  const said = headLine(session, id, options);
  const head = ascii?.ours === true ? asciiText(said) : said;
  if (quiet) return [head];
  const body =
    session.tables.index.protocol(id) === Protocol.Bin
      ? fieldLines(session.reader.dissect(id)).map((line) => printable(`  ${line}`))
      : printableLines(session.reader.text(id));
  return [head, ...withoutEmptyEnd(ascii?.theirs === true ? body.map(asciiText) : body), ''];
}

function headLine(session: Session, id: MessageId, { utc, palette }: LineOptions): string {
  const { base } = session.tables;
  const summary = summarize(session, id);
  return [
    palette.dim(dateAndTime(base, session.timeOf(id), utc)),
    `${summary.sender} → ${summary.receiver}`,
    `${summary.protocol}/${summary.transport}`,
    palette.tone(summary.tone, summary.what),
    summary.about,
    ...marks(session, id, summary).map((mark) => palette.problem(mark)),
  ].join(' ');
}

/** What is unusual about the message. */
function marks(session: Session, id: MessageId, summary: MessageSummary): readonly string[] {
  const { index } = session.tables;
  const resent = index.retransmissions(id);
  return [
    ...(summary.status === 'decoded' ? [] : [`[${summary.status}]`]),
    ...(index.cut(id) === Cut.None ? [] : ['[cut]']),
    ...(resent === 0 ? [] : [`[sent again ${resent}x]`]),
  ];
}

function withoutEmptyEnd(lines: readonly string[]): readonly string[] {
  let end = lines.length;
  while (end > 0 && lines[end - 1] === '') end--;
  return lines.slice(0, end);
}
