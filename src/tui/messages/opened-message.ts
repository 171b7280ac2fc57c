import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { messageMarks } from '../../view/messages/message-marks.ts';
import { messageNumber } from '../../view/messages/message-number.ts';
import { kindTexts } from '../../view/messages/message-row.ts';
import { summarize } from '../../view/messages/message-summary.ts';
import { captureLabel } from '../../view/text/capture-name.ts';
import { counted } from '../../view/text/counts.ts';
import { type Row, span } from '../../view/text/styled-row.ts';

/** A message as it is looked into: everything about it, read once. */
export interface OpenedMessage {
  readonly id: MessageId;
  readonly protocol: 'SIP' | 'BIN';
  readonly bytes: Uint8Array;
  readonly nodes: readonly FieldNode[];
  /** The message as text, if that differs from its bytes. */
  readonly text: string | undefined;
  readonly title: Row;
}

export function openMessage(session: Session, id: MessageId, number: number): OpenedMessage {
  const { reader } = session;
  const { protocol } = summarize(session, id);
  return {
    id,
    protocol,
    bytes: reader.bytes(id),
    nodes: reader.dissect(id),
    text: protocol === 'BIN' ? reader.text(id) : undefined,
    title: titleOf(session, id, number),
  };
}

function titleOf(session: Session, id: MessageId, number: number): Row {
  const { index } = session.tables;
  const summary = summarize(session, id);
  const places = session.sightsOf(id).map((sight) => session.succession.placeOf(sight));
  const texts = places.map(({ capture, no }) => `${no} of ${captureLabel(capture)}`);
  return [
    span(`${messageNumber(number)} `, 'dim'),
    span(kindTexts(summary).what, summary.tone),
    span(` ${summary.sender} → ${summary.receiver} `),
    ...messageMarks(session, id, summary).map((mark) => span(`[${mark}] `, 'problem')),
    span(`${summary.transport}, ${counted(index.length(id), 'byte')}, frame ${texts.join(', ')}`, 'dim'),
  ];
}
