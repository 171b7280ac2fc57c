import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { kindTexts } from '../messages/message-row.ts';
import type { MessageSummary } from '../messages/message-summary.ts';
import { printable } from '../text/printable.ts';

/** The text on an arrow: start line and session description of SIP, or what a packet is about. */
export function ladderLabel(
  session: Session,
  id: MessageId,
  summary: MessageSummary,
  callIds: readonly string[],
): string {
  return summary.protocol === 'SIP' ? sipLabel(session, id, summary) : packetLabel(summary, callIds);
}

function sipLabel(session: Session, id: MessageId, summary: MessageSummary): string {
  const sip = session.reader.sip(id);
  const sdp = sip.body?.contentType?.toLowerCase().startsWith('application/sdp') === true ? ' (SDP)' : '';
  if (sip.kind === 'request') return printable(`${sip.method ?? ''}${sdp} ${sip.uri ?? ''}`);
  if (sip.kind !== 'response') return summary.what;
  const method = sip.cseq?.method ?? '';
  return printable(`${sip.status ?? ''} ${sip.reason ?? ''}${sdp}${method === '' ? '' : ` [${method}]`}`);
}

/** `usrloc UCONTACT_INSERT 1000 ...`: without the parts that all names of capabilities and packets share. */
function packetLabel(summary: MessageSummary, callIds: readonly string[]): string {
  const { capability, what } = kindTexts(summary);
  const said = summary.about.split(' ').filter((part) => !callIds.includes(part));
  // The state of a dialog comes first: what follows may be cut off.
  const first = said.filter((part) => part.startsWith('state='));
  const rest = said.filter((part) => !part.startsWith('state='));
  return [capability.replace(/-.*$/, ''), shortName(what), ...first, ...rest].join(' ');
}

/** Name of a packet without the part that all of its capability share. */
export function shortName(name: string): string {
  return name.replace(/^(?:REPL|REPLICATION|TM_CLUSTER|CL)_/, '');
}
