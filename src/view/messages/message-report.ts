import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { Protocol } from '../../reassembly/carried-message.ts';
import { captureLabel } from '../text/capture-name.ts';
import { counted } from '../text/counts.ts';
import { printableLines } from '../text/printable.ts';
import { type Row, span } from '../text/styled-row.ts';
import { fieldRow } from './field-rows.ts';
import { messageMarks } from './message-marks.ts';
import { summarize } from './message-summary.ts';

/** A message in a document: where it was seen, and its whole content. */
export interface MessageReport {
  /** `node1 → node2, tcp, 412 bytes, frame 310 of node1.pcap, 288 of node2.pcap`. */
  readonly about: string;
  /** Fields of BIN, lines of SIP. */
  readonly rows: readonly Row[];
  /** Rows beyond those. */
  readonly leftOut: number;
}

/** Rows that are shown of a packet at most: it may have thousands of contacts. */
const MOST_ROWS = 1000;

export function messageReport(session: Session, id: MessageId): MessageReport {
  const { index } = session.tables;
  const { reader } = session;
  const summary = summarize(session, id);
  const places = session.sightsOf(id).map((sight) => session.succession.placeOf(sight));
  const frames = places.map(({ capture, no }) => `${no} of ${captureLabel(capture)}`);
  const rows =
    index.protocol(id) === Protocol.Bin
      ? [...fieldTree(reader.dissect(id), 0)]
      : printableLines(reader.text(id).trimEnd()).map((line): Row => [span(line)]);
  return {
    about: [
      `${summary.sender} → ${summary.receiver}`,
      summary.transport,
      counted(index.length(id), 'byte'),
      ...messageMarks(session, id, summary),
      `frame ${frames.join(', ')}`,
    ].join(', '),
    rows: rows.slice(0, MOST_ROWS),
    leftOut: Math.max(0, rows.length - MOST_ROWS),
  };
}

function* fieldTree(nodes: readonly FieldNode[], depth: number): Generator<Row> {
  const nameWidth = nodes.reduce((widest, { name }) => Math.max(widest, Math.min(name.length, 24)), 0);
  for (const node of nodes) {
    yield fieldRow({ path: '', node, depth, open: undefined, parent: -1, nameWidth });
    yield* fieldTree(node.children ?? [], depth + 1);
  }
}
