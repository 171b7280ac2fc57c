import type { TimeBase } from '../../capture/time-base.ts';
import { PERMANENT } from '../../cluster/contacts/held/contact-version.ts';
import { arrivedAt, type HeldContact } from '../../cluster/contacts/held/held-contact.ts';
import { type AorState, isUncertain } from '../../cluster/contacts/reports/aor-state.ts';
import type { ContactRow } from '../../cluster/contacts/reports/contact-rows.ts';
import { displayWidth, fitText, fitTextRight } from '../text/display-width.ts';
import { seconds, shortDuration } from '../text/durations.ts';
import { printable } from '../text/printable.ts';
import { type Row, type Span, type Style, span } from '../text/styled-row.ts';
import { shortContact } from './contact-text.ts';

/** A contact of an AOR, as one row of the matrix. */
export interface MatrixRow {
  readonly state: AorState;
  readonly contact: ContactRow;
  /** Further contacts of the AOR follow the first without repeating its name. */
  readonly isFirst: boolean;
}

/** A node of a cluster, as one column of the matrix. */
export interface MatrixNode {
  readonly cluster: number;
  readonly node: number;
  readonly isAway: boolean;
}

export interface MatrixStyle {
  readonly base: TimeBase;
  /** Session time of the state. */
  readonly now: number;
  /** There are several clusters, so that columns have to name theirs. */
  readonly withClusters: boolean;
  /** The analysis goes on: what a node lacks now may still reach it. */
  readonly isBehind: boolean;
}

/** Positions within a row. */
export interface MatrixLayout {
  readonly aor: number;
  readonly contact: number;
  readonly cell: number;
  readonly left: number;
  readonly form: CellForm;
  /** The first node that is shown, and how many are. */
  readonly from: number;
  readonly shown: number;
}

/** The form of a cell: words, marks, or marks with times that are as short as possible. */
export type CellForm = 'words' | 'marks' | 'short';

/** Widths of a node's column and of the time left, the widest first; each leaves room for a contact. */
const FORMS = [
  { form: 'words', cell: 24, left: 13, leastContact: 24 },
  { form: 'marks', cell: 14, left: 13, leastContact: 10 },
  { form: 'short', cell: 11, left: 7, leastContact: 10 },
] as const;
const MARK = 2;
const CHOSEN = '›';

/** Widths of the longest names. */
export interface MatrixNames {
  readonly aor: number;
  readonly contact: number;
}

/** `chosen` is a column that must be visible. */
export function matrixLayout(
  width: number,
  longest: MatrixNames,
  nodes: number,
  chosen: number,
): MatrixLayout {
  const most = width >= 150 ? 24 : width >= 110 ? 16 : 12;
  const aor = Math.max(4, Math.min(most, longest.aor));
  const fitting = ({ cell, left, leastContact }: (typeof FORMS)[number]): number =>
    Math.floor((width - MARK - aor - 1 - leastContact - 1 - left) / (cell + 1));
  const [words, marks, short] = FORMS;
  const chosenForm = [words, marks].find((one) => fitting(one) >= nodes) ?? short;
  const { form, cell, left } = chosenForm;
  const shown = Math.max(1, Math.min(nodes, fitting(chosenForm)));
  const from = Math.max(0, Math.min(chosen - shown + 1, nodes - shown));
  const room = Math.max(0, width - MARK - aor - 1 - left - 1 - shown * (cell + 1));
  const contact = Math.min(room, Math.max('contact'.length, longest.contact) + 1);
  return { aor, contact, form, cell, left, from, shown };
}

/** With arrows if there are more nodes than fit. */
export function matrixHeading(
  nodes: readonly MatrixNode[],
  layout: MatrixLayout,
  chosen: number,
  withClusters: boolean,
): Row {
  const { aor, contact, cell, left, form, from, shown } = layout;
  const isShort = form === 'short';
  const last = from + shown - 1;
  const columns = nodes.slice(from, from + shown).map(({ cluster, node, isAway }, index): Span => {
    const at = from + index;
    const name = `node ${withClusters ? `${cluster}/` : ''}${node}${isAway ? (isShort ? ' away' : ' (away)') : ''}`;
    const more = `${at === from && from > 0 ? '← ' : ''}${name}${at === last && last < nodes.length - 1 ? ' →' : ''}`;
    return span(` ${fitText(more, cell)}`, at === chosen ? 'key' : 'heading');
  });
  const before = `${' '.repeat(MARK)}${fitText('AOR', aor)} ${fitText('contact', contact)}`;
  const expires = fitTextRight(isShort ? 'expires' : 'expires in', left);
  return [span(before, 'heading'), ...columns, span(` ${expires}`, 'heading')];
}

/** `chosen` is the column to highlight in this row; -1 for none. */
export function matrixRow(
  { state, contact, isFirst }: MatrixRow,
  nodes: readonly MatrixNode[],
  layout: MatrixLayout,
  style: MatrixStyle,
  chosen: number,
): Row {
  const { aor, contact: room, cell, left, form, from, shown } = layout;
  const name = isFirst ? printable(state.aor) : '';
  const cells = nodes.slice(from, from + shown).map((node, index): Span => {
    const { text, style: look } = cellOf(state, contact, node, style, layout);
    return span(`${from + index === chosen ? CHOSEN : ' '}${fitText(text, cell)}`, look);
  });
  const uri = printable(contact.held.version.contact);
  return [
    span(contact.consistent || style.isBehind ? '  ' : '! ', 'problem'),
    span(fitText(name, aor), state.consistent || style.isBehind ? 'plain' : 'warning'),
    // All are SIP URIs, so in a narrow column the distinguishing part comes first.
    span(` ${fitText(shortContact(uri, printable(state.aor), room), room)}`),
    ...cells,
    span(` ${fitTextRight(expiry(contact.held.version.expires, style, form === 'short'), left)}`, 'dim'),
  ];
}

interface Cell {
  readonly text: string;
  readonly style: Style;
}

const PENDING: Cell = { text: '…', style: 'dim' };

/** How the contact came to the node, and how long ago; or that it is missing there. */
function cellOf(
  state: AorState,
  row: ContactRow,
  { cluster, node }: MatrixNode,
  style: MatrixStyle,
  layout: Pick<MatrixLayout, 'form' | 'cell'>,
): Cell {
  if (cluster !== state.cluster) return { text: '', style: 'plain' };
  const held = row.byNode.get(node);
  switch (row.presence.get(node)) {
    case 'held':
      return held === undefined
        ? { text: '', style: 'plain' }
        : {
            text: heldText(held, style, layout, isUncertain(state, row, node) ? '?' : ''),
            style: held.origin === 'register' ? 'success' : 'plain',
          };
    case 'other':
      if (style.isBehind) return PENDING;
      return { text: held === undefined ? 'OTHER' : `CSeq ${held.version.cseq ?? '?'}`, style: 'problem' };
    case 'missing':
      if (style.isBehind) return PENDING;
      return { text: wasDiscarded(state, row, node) ? 'DISCARDED' : 'MISSING', style: 'problem' };
    case 'syncing':
      return { text: held === undefined ? 'syncing' : `CSeq ${held.version.cseq ?? '?'}…`, style: 'dim' };
    case 'unknown':
      return { text: held === undefined ? '?' : `CSeq ${held.version.cseq ?? '?'}?`, style: 'dim' };
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

/** `reg 21.4 s`, or `registered 21.4 s ago`; where minutes and hours need more room than there is, `reg 21m04s`. */
function heldText(
  held: HeldContact,
  style: MatrixStyle,
  { form, cell }: Pick<MatrixLayout, 'form' | 'cell'>,
  mark: string,
): string {
  const text = (isShort: boolean): string => {
    const time = age(held, style, isShort);
    return `${form === 'words' ? inWords(held, time) : `${origin(held)} ${time}`}${mark}`;
  };
  const whole = text(form === 'short');
  return displayWidth(whole) <= cell ? whole : text(true);
}

function inWords(held: HeldContact, time: string): string {
  switch (held.origin) {
    case 'register':
      return `registered ${time} ago`;
    case 'replicated':
      return `from node ${held.from ?? '?'} ${time} ago`;
    case 'sync':
      return `sync node ${held.from ?? '?'} ${time} ago`;
    case 'listed':
      return `held ${time}`;
  }
}

/** `reg` if it is the registrar; `←1` if replicated by node 1; `sync1`; `held` if nobody saw how it came. */
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

function age(held: HeldContact, { now }: MatrixStyle, isShort: boolean): string {
  const least = held.origin === 'listed' ? '>' : '';
  const time = Math.max(0, now - arrivedAt(held));
  return `${least}${isShort ? shortDuration(time) : seconds(time)}`;
}

function expiry(expires: number, style: MatrixStyle, isShort: boolean): string {
  return expires === PERMANENT ? 'never' : timeLeft(expires, style, isShort);
}

/** In whole seconds, as the registrar counts. */
export function timeLeft(
  expires: number,
  { base, now }: Pick<MatrixStyle, 'base' | 'now'>,
  isShort = false,
): string {
  const left = Math.max(0, expires - base.secondsOf(now));
  if (isShort) return left < 10 ? `${left}s` : shortDuration(left * 1e9);
  return left < 60 ? `${left} s` : seconds(left * 1e9);
}
