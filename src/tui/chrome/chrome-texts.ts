import type { Session } from '../../engine/session.ts';
import { counted, grouped } from '../../view/counts.ts';
import { printable } from '../../view/printable.ts';
import { type Row, type Span, span } from '../../view/styled-row.ts';
import { filterHintRows, filterRow } from '../filter/filter-rows.ts';
import { BINDINGS, type Binding, keyLabel } from '../keys.ts';
import { contextOf, type Model } from '../model.ts';
import { VIEW_TITLES, VIEWS } from '../pages/page-model.ts';
import { layoutChrome } from './chrome-layout.ts';

/** What the rows around the panes say. */
export interface Chrome {
  readonly header: { readonly left: Row; readonly right: Row } | undefined;
  readonly filter: readonly Row[];
  readonly status: { readonly left: Row; readonly right: Row } | undefined;
  readonly footer: Row | undefined;
}

/** Counts of the session that change while it is read. */
export interface Counts {
  readonly hidden: number;
  readonly warnings: number;
  /** Messages still to be judged by the filter. */
  readonly unjudged: number;
  /** Percent. */
  readonly analysed: number;
}

export function chromeOf(model: Model, session: Session, counts: Counts): Chrome {
  const layout = layoutChrome(model);
  const { columns } = model.size;
  return {
    header: layout.header ? { left: nameRow(session, model), right: progressRow(session, model) } : undefined,
    filter: [
      ...(layout.filter ? [filterRow(model.filter, columns)] : []),
      ...filterHintRows(model.filter, columns).slice(0, layout.filterHints),
    ],
    status: layout.status
      ? { left: statusRow(model, session, counts), right: modeRow(model, counts) }
      : undefined,
    footer: layout.footer ? footerRow(model, columns) : undefined,
  };
}

function nameRow({ sources }: Session, { view }: Model): Row {
  const names = sources.map((one) => printable(one.name)).join(' + ');
  const tabs = VIEWS.map((name, at) =>
    span(`${at + 1} ${VIEW_TITLES[name]}  `, name === view ? 'strong' : 'dim'),
  );
  return [...tabs, span(names)];
}

function progressRow(session: Session, { messages }: Model): Row {
  const { progress } = session;
  const all = counted(progress.messages, 'message');
  const count = messages.length === progress.messages ? all : `${grouped(messages.length)} of ${all}`;
  if (session.ended) return [span(count)];
  const { bytesRead, bytesTotal } = progress;
  const percent =
    bytesTotal === undefined || bytesTotal === 0 ? undefined : Math.floor((100 * bytesRead) / bytesTotal);
  const read = percent === undefined ? `${grouped(Math.floor(bytesRead / 1e6))} MB` : `${percent} %`;
  return [span('reading ', 'dim'), span(read, 'strong'), span(`  ${count}`)];
}

function statusRow(
  { messages, internal, view, pages }: Model,
  session: Session,
  { hidden, warnings, unjudged, analysed }: Counts,
): Row {
  const parts: Span[][] = [];
  if (view !== 'messages') {
    const { position, length } = pages[view];
    if (length > 0) parts.push([span(`${grouped(position + 1)}/${grouped(length)}`, 'strong')]);
  } else if (messages.length > 0)
    parts.push([span(`${grouped(messages.position + 1)}/${grouped(messages.length)}`, 'strong')]);
  if (session.ended && analysed < 100) parts.push([span(`analysing ${analysed} %`, 'dim')]);
  if (unjudged > 0) parts.push([span(`filtering, ${grouped(unjudged)} to go`, 'warning')]);
  if (hidden > 0) parts.push([span(`${grouped(hidden)} internal hidden`), span(' (i)', 'dim')]);
  if (internal) parts.push([span('internal shown'), span(' (i)', 'dim')]);
  if (session.ended && warnings > 0)
    parts.push([span(counted(warnings, 'warning'), 'warning'), span(' (w)', 'dim')]);
  return parts.flatMap((part, at) => (at === 0 ? part : [span('  '), ...part]));
}

function modeRow({ messages, timeMode, utc }: Model, _counts: Counts): Row {
  const time = {
    clock: utc ? 'UTC' : 'local time',
    relative: 'time since start',
    delta: 'time since row above',
  }[timeMode];
  return [...(messages.follow ? [span('following', 'strong'), span('  ')] : []), span(time, 'dim')];
}

/** Keys of the pane that has them, as many as fit. */
function footerRow(model: Model, columns: number): Row {
  const context = contextOf(model);
  const fitting = BINDINGS.filter(({ hint, contexts }) => hint !== undefined && contexts.includes(context));
  const row: Span[] = [];
  let left = columns;
  for (const one of byImportance(fitting)) {
    const key = keyLabel(one.keys[0] ?? '');
    const width = key.length + 1 + (one.hint ?? '').length + 2;
    if (width - 2 > left) continue;
    left -= width;
    row.push(span(key, 'key'), span(` ${one.hint}  `, 'dim'));
  }
  return row;
}

/** Help and the way out before all others. */
function byImportance(bindings: readonly Binding[]): readonly Binding[] {
  const first = bindings.filter(
    ({ command }) => command === 'quit' || command === 'leave' || command === 'help',
  );
  return [...first, ...bindings.filter((one) => !first.includes(one))];
}
