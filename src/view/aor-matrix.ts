import type { TimeBase } from '../capture/time-base.ts';
import type { AorState, ContactRow } from '../cluster/contacts/aor-state.ts';
import { PERMANENT } from '../cluster/contacts/contact-version.ts';
import type { HeldContact } from '../cluster/contacts/held-contacts.ts';
import { cutText, fitText, fitTextRight } from './display-width.ts';
import { seconds } from './durations.ts';
import { printable } from './printable.ts';
import { type Row, type Span, type Style, span } from './styled-row.ts';

/** A contact of an AOR: one row of the matrix. */
export interface MatrixRow {
  readonly state: AorState;
  readonly contact: ContactRow;
  /** The AOR's other contacts stand below the first without its name. */
  readonly isFirst: boolean;
}

/** A node of a cluster: one column of the matrix. */
export interface MatrixNode {
  readonly cluster: number;
  readonly node: number;
  readonly isAway: boolean;
}

export interface MatrixStyle {
  readonly base: TimeBase;
  /** Session time of the state. */
  readonly now: number;
  /** Several clusters: columns say which. */
  readonly withClusters: boolean;
}

/** Where things stand in a row. */
export interface MatrixLayout {
  readonly aor: number;
  readonly contact: number;
  readonly left: number;
  /** First node that is shown, and how many are. */
  readonly from: number;
  readonly shown: number;
}

const CELL = 14;
const LEFT = 13;
const MARK = 2;

/** `chosen` is a column that has to be seen. */
export function matrixLayout(width: number, nodes: number, chosen: number): MatrixLayout {
  const aor = width >= 150 ? 24 : width >= 110 ? 16 : 12;
  const least = aor + LEFT + MARK + 10;
  const shown = Math.max(1, Math.min(nodes, Math.floor((width - least) / (CELL + 1))));
  const from = Math.max(0, Math.min(chosen - shown + 1, nodes - shown));
  const contact = Math.max(0, width - MARK - aor - 1 - LEFT - 1 - shown * (CELL + 1));
  return { aor, contact, left: LEFT, from: Math.max(0, from), shown };
}

export function matrixHeading(
  nodes: readonly MatrixNode[],
  layout: MatrixLayout,
  chosen: number,
  withClusters: boolean,
): Row {
  const { aor, contact, left, from, shown } = layout;
  const columns = nodes.slice(from, from + shown).map(({ cluster, node, isAway }, at): Span => {
    const name = `node ${withClusters ? `${cluster}/` : ''}${node}${isAway ? ' (away)' : ''}`;
    return span(` ${fitText(name, CELL)}`, from + at === chosen ? 'key' : 'heading');
  });
  const before = `${' '.repeat(MARK)}${fitText('AOR', aor)} ${fitText('contact', contact)}`;
  return [span(before, 'heading'), ...columns, span(` ${fitTextRight('expires in', left)}`, 'heading')];
}

export function matrixRow(
  { state, contact, isFirst }: MatrixRow,
  nodes: readonly MatrixNode[],
  layout: MatrixLayout,
  style: MatrixStyle,
): Row {
  const { aor, contact: room, left, from, shown } = layout;
  const name = isFirst ? cutText(printable(state.aor), aor) : '';
  const cells = nodes.slice(from, from + shown).map((node): Span => {
    const { text, style: look } = cellOf(state, contact, node, style);
    return span(` ${fitText(text, CELL)}`, look);
  });
  return [
    span(contact.consistent ? '  ' : '! ', 'problem'),
    span(fitText(name, aor), state.consistent ? 'plain' : 'warning'),
    span(` ${fitText(cutText(printable(contact.held.version.contact), room), room)}`),
    ...cells,
    span(` ${fitTextRight(expiry(contact.held.version.expires, style), left)}`, 'dim'),
  ];
}

interface Cell {
  readonly text: string;
  readonly style: Style;
}

/** How the contact came to the node, and how long ago; or that it is not there. */
function cellOf(state: AorState, row: ContactRow, { cluster, node }: MatrixNode, style: MatrixStyle): Cell {
  if (cluster !== state.cluster) return { text: '', style: 'plain' };
  const held = row.byNode.get(node);
  switch (row.presence.get(node)) {
    case 'held':
      return held === undefined
        ? { text: '', style: 'plain' }
        : {
            text: `${origin(held)} ${age(held, style)}`,
            style: held.origin === 'register' ? 'success' : 'plain',
          };
    case 'other':
      return { text: held === undefined ? 'OTHER' : `CSeq ${held.version.cseq ?? '?'}`, style: 'problem' };
    case 'missing':
      return { text: wasDiscarded(state, row, node) ? 'DISCARDED' : 'MISSING', style: 'problem' };
    case 'unknown':
      return { text: '?', style: 'dim' };
    case 'unseen':
      return { text: 'unseen', style: 'dim' };
    default:
      return { text: '', style: 'plain' };
  }
}

function wasDiscarded({ nodes }: AorState, { held }: ContactRow, node: number): boolean {
  const { callId } = held.version;
  return nodes.get(node)?.discards.some((one) => one.callId === callId) === true;
}

/** `register`; `←1` replicated by node 1; `sync 1`; `held` where nobody saw how it came. */
function origin({ origin: how, from }: HeldContact): string {
  switch (how) {
    case 'register':
      return 'reg';
    case 'replicated':
      return `←${from ?? '?'}`;
    case 'sync':
      return `sync${from ?? '?'}`;
    case 'listed':
      return 'held';
  }
}

function age({ origin: how, since, refreshed }: HeldContact, { now }: MatrixStyle): string {
  const least = how === 'listed' ? '>' : '';
  return `${least}${seconds(Math.max(0, now - (refreshed?.time ?? since)))}`;
}

/** The registrar counts whole seconds. */
function expiry(expires: number, { base, now }: MatrixStyle): string {
  if (expires === PERMANENT) return 'never';
  const left = expires - base.secondsOf(now);
  return left < 60 ? `${left} s` : seconds(left * 1e9);
}
