import { type ByteRange, bytesPerHexRow, hexRow, hexRowCount } from '../../view/messages/hex-rows.ts';
import { messageTextRows, plainTextRows, type TextRows } from '../../view/messages/text-rows.ts';
import type { Row } from '../../view/text/styled-row.ts';
import type { BytesForm } from './messages-model.ts';
import type { OpenedMessage } from './opened-message.ts';

/** The bytes of a message as rows, in one of their forms; rows are made when they are asked for. */
export interface BytesRows {
  readonly count: number;
  /** Row with the first marked byte; -1 if no byte is marked. */
  readonly firstMarked: number;
  row(at: number): Row;
}

interface Made {
  readonly message: OpenedMessage;
  readonly form: BytesForm;
  readonly width: number;
  readonly marked: ByteRange;
  readonly rows: BytesRows;
}

/** The rows that were made last: every key asks for them several times. */
let last: Made | undefined;

export function bytesRows(
  message: OpenedMessage,
  form: BytesForm,
  width: number,
  marked: ByteRange,
): BytesRows {
  const known =
    last?.message === message &&
    last.form === form &&
    last.width === width &&
    last.marked.from === marked.from &&
    last.marked.to === marked.to;
  if (last !== undefined && known) return last.rows;
  const rows = form === 'hex' ? hexRows(message, width, marked) : textRows(message, width, marked);
  last = { message, form, width, marked, rows };
  return rows;
}

function hexRows({ bytes }: OpenedMessage, width: number, marked: ByteRange): BytesRows {
  const perRow = bytesPerHexRow(width, bytes.length);
  return {
    count: hexRowCount(bytes.length, perRow),
    firstMarked: marked.from < marked.to ? Math.floor(marked.from / perRow) : -1,
    row: (at) => hexRow(bytes, at, perRow, marked),
  };
}

function textRows({ bytes, text }: OpenedMessage, width: number, marked: ByteRange): BytesRows {
  const made: TextRows =
    text === undefined ? messageTextRows(bytes, marked, width) : plainTextRows(text, width);
  return { count: made.rows.length, firstMarked: made.firstMarked, row: (at) => made.rows[at] ?? [] };
}
