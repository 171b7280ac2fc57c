import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { fieldValue } from '../../view/messages/field-rows.ts';
import { printable } from '../../view/text/printable.ts';
import type { Selection } from '../views/view.ts';
import type { MessagesModel } from './messages-model.ts';
import { selectedField } from './tree-pane.ts';

/** The selected message; of one that is looked into, `y` copies the selected field. */
export function messagesSelection(
  session: Session,
  model: MessagesModel,
  id: MessageId,
  number: number,
): Selection {
  const name = `message-${number}`;
  const field = model.focus === 'list' ? undefined : selectedField(model);
  if (field !== undefined) {
    return { messages: [id], name, text: fieldValue(field.node) ?? '', path: field.path };
  }
  return { messages: [id], name, text: printable(session.reader.text(id)), path: name };
}
