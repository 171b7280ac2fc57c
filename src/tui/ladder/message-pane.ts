import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { Protocol } from '../../reassembly/carried-message.ts';
import { compareMessages } from '../../view/messages/compare-messages.ts';
import { comparisonRows } from '../../view/messages/comparison-rows.ts';
import { type FieldRow, fieldRow, fieldRows } from '../../view/messages/field-rows.ts';
import { byteOfHexRow, bytesPerHexRow, hexRow, hexRowCount } from '../../view/messages/hex-rows.ts';
import { messageTextRows, plainTextRows } from '../../view/messages/text-rows.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { clamp } from '../views/scrolling.ts';

export const PANE_FORMS = ['fields', 'text', 'hex'] as const;
export type PaneForm = (typeof PANE_FORMS)[number];

const NOTHING_TOGGLED: ReadonlySet<string> = new Set();

/** The rows beside the ladder: the selected message, or two messages compared. */
export interface PaneRows {
  readonly title: Row;
  readonly rows: readonly Row[];
  /** Row that the user has come to; -1 where no row is selected. */
  readonly cursor: number;
}

/** A message, decoded when it is looked at, in one of its forms. */
export class MessagePane {
  private readonly session: Session;
  private known:
    | { readonly id: MessageId; readonly bytes: Uint8Array; readonly nodes: readonly FieldNode[] }
    | undefined;

  constructor(session: Session) {
    this.session = session;
  }

  /** `line` is the field or line that the user has come to. */
  message(id: MessageId, title: Row, form: PaneForm, line: number, width: number): PaneRows {
    const { bytes, nodes } = this.read(id);
    const fields = fieldRows(nodes, NOTHING_TOGGLED);
    const field = fields[clamp(line, 0, Math.max(0, fields.length - 1))];
    switch (form) {
      case 'fields':
        return { title, rows: fields.map(fieldRow), cursor: clamp(line, 0, fields.length - 1) };
      case 'text':
        return { title, rows: this.text(id, bytes, width), cursor: -1 };
      case 'hex':
        return {
          title: field === undefined ? title : [...title, span(` ${field.node.name}`, 'match')],
          ...hex(bytes, field, width),
        };
    }
  }

  /** The smallest field to which the byte at a place of the hex rows belongs; undefined where none does. */
  lineOfByte(id: MessageId, row: number, column: number, width: number): number | undefined {
    const { bytes, nodes } = this.read(id);
    const perRow = bytesPerHexRow(width, bytes.length);
    const inRow = byteOfHexRow(column, perRow, bytes.length);
    if (inRow === undefined) return undefined;
    const byte = row * perRow + inRow;
    let [found, least] = [-1, Number.POSITIVE_INFINITY];
    for (const [at, { node }] of fieldRows(nodes, NOTHING_TOGGLED).entries()) {
      const length = node.to - node.from;
      if (byte < node.from || byte >= node.to || length > least) continue;
      [found, least] = [at, length];
    }
    return found < 0 ? undefined : found;
  }

  /** `names` are what the two are called in the title. */
  comparison(left: MessageId, right: MessageId, names: readonly [string, string], width: number): PaneRows {
    const { reader } = this.session;
    const fields = compareMessages(reader.dissect(left), reader.dissect(right));
    const differing = fields.filter((one) => one.left !== one.right).length;
    const title: Row = [
      span(names[0], 'problem'),
      span(' and ', 'dim'),
      span(names[1], 'success'),
      span(`  ${differing} of ${fields.length} differ`, 'heading'),
    ];
    return { title, rows: comparisonRows(fields, width), cursor: -1 };
  }

  private text(id: MessageId, bytes: Uint8Array, width: number): readonly Row[] {
    const { index } = this.session.tables;
    return index.protocol(id) === Protocol.Sip
      ? messageTextRows(bytes, { from: 0, to: 0 }, width).rows
      : plainTextRows(this.session.reader.text(id), width).rows;
  }

  private read(id: MessageId) {
    if (this.known?.id !== id) {
      const { reader } = this.session;
      this.known = { id, bytes: reader.bytes(id), nodes: reader.dissect(id) };
    }
    return this.known;
  }
}

/** With the bytes of a field standing out. */
function hex(bytes: Uint8Array, field: FieldRow | undefined, width: number): Omit<PaneRows, 'title'> {
  const perRow = bytesPerHexRow(width, bytes.length);
  const marked = field === undefined ? { from: 0, to: 0 } : { from: field.node.from, to: field.node.to };
  const rows = Array.from({ length: hexRowCount(bytes.length, perRow) }, (_, at) =>
    hexRow(bytes, at, perRow, marked),
  );
  return { rows, cursor: marked.from < marked.to ? Math.floor(marked.from / perRow) : -1 };
}
