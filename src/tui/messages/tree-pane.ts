import { type FieldRow, fieldRows } from '../../view/messages/field-rows.ts';
import type { ByteRange } from '../../view/messages/hex-rows.ts';
import type { MessagesModel } from './messages-model.ts';
import type { OpenedMessage } from './opened-message.ts';

interface Made {
  readonly message: OpenedMessage;
  readonly toggled: ReadonlySet<string>;
  readonly rows: readonly FieldRow[];
}

let last: Made | undefined;

/** The visible fields of the message that is looked into. */
export function treeRows({ opened, tree }: MessagesModel): readonly FieldRow[] {
  if (opened === undefined) return [];
  if (last === undefined || last.message !== opened || last.toggled !== tree.toggled) {
    last = { message: opened, toggled: tree.toggled, rows: fieldRows(opened.nodes, tree.toggled) };
  }
  return last.rows;
}

export function selectedField(messages: MessagesModel): FieldRow | undefined {
  return treeRows(messages)[messages.tree.cursor];
}

/** The bytes of the selected field; none while the keys go to the list. */
export function markedBytes(messages: MessagesModel): ByteRange {
  const node = messages.focus === 'list' ? undefined : selectedField(messages)?.node;
  return node === undefined ? { from: 0, to: 0 } : { from: node.from, to: node.to };
}
