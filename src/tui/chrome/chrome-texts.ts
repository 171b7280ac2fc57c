import type { Session } from '../../engine/session.ts';
import type { FindingCounts } from '../../view/finding-counts.ts';
import { captureLabel } from '../../view/text/capture-name.ts';
import { counted, grouped } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, type Span, span } from '../../view/text/styled-row.ts';
import { type FilterRowKeys, filterHintRows, filterRow } from '../filter/filter-rows.ts';
import type { FilterAid } from '../filter/filter-trial.ts';
import type { Command, KeyTable } from '../keys/key-table.ts';
import { type Model, viewOf } from '../model.ts';
import { promptRow } from '../prompt/prompt-row.ts';
import { filterBefore } from '../trail.ts';
import type { View } from '../views/view.ts';
import { VIEW_TITLES } from '../views/view-names.ts';
import { layoutChrome } from './chrome-layout.ts';
import { type FooterState, footerRow } from './footer.ts';
import { statusSides } from './status-sides.ts';
import { TABS, tabGap } from './tabs.ts';

/** A row with something at both ends. */
export interface Sides {
  readonly left: Row;
  readonly right: Row;
}

/** The texts of the rows around the panes. */
export interface Chrome {
  readonly header: Sides | undefined;
  readonly filter: readonly Row[];
  readonly status: Sides | undefined;
  readonly footer: Row | undefined;
}

/** Values that change while the session is read. */
export interface State extends FooterState {
  /** While a filter is typed. */
  readonly aid: FilterAid | undefined;
  /** Messages that the filter lets through. */
  readonly shown: number;
  readonly hidden: number;
  /** Complaints of what could not be read. */
  readonly warnings: number;
  /** Undefined as long as nothing is known of it. */
  readonly wrong: FindingCounts | undefined;
  /** More of that may come of what is there already. */
  readonly isBehind: boolean;
  /** Messages still to be judged by the filter. */
  readonly unjudged: number;
  /** Percent. */
  readonly analysed: number;
}

export function chromeOf(model: Model, session: Session, view: View, state: State): Chrome {
  const layout = layoutChrome(model);
  const { columns } = model.size;
  return {
    header: layout.header
      ? { left: nameRow(session, model), right: progressRow(session, state.shown) }
      : undefined,
    filter: [
      ...(layout.filter ? [filterRow(model.filter, columns, filterKeys(model, state.keys))] : []),
      ...filterHintRows(model.filter, state.aid, columns).slice(0, layout.filterHints),
    ],
    status: layout.status
      ? statusSides(statusRow(model, session, view, state), model, session, state)
      : undefined,
    footer: layout.footer ? footerRow(state, columns) : undefined,
  };
}

/** Esc clears the filter but where something led here with it: there it goes back. */
function filterKeys(model: Model, keys: KeyTable): FilterRowKeys {
  const clearing = filterBefore(model) === '' ? 'leave-view' : 'clear-filter';
  return { type: keys.labelOf('filter'), clear: keys.labelOf(clearing) };
}

function nameRow({ sources }: Session, model: Model): Row {
  const names = sources.map((one) => captureLabel(one.name)).join(' + ');
  const shown = viewOf(model);
  const tabs = TABS.map(({ view, text }) => span(text, view === shown ? 'strong' : 'dim'));
  const gap = span(' '.repeat(tabGap(model.size.columns)));
  return [...tabs.flatMap((tab) => [tab, gap]), span(names)];
}

function progressRow(session: Session, shown: number): Row {
  const { progress } = session;
  const all = counted(progress.messages, 'message');
  const count = shown === progress.messages ? all : `${grouped(shown)} of ${all}`;
  if (session.ended) return [span(count)];
  if (session.isLive) {
    const lost = droppedBy(session);
    const { truncatedFrames } = session.counters;
    const out = session.sources.filter(
      ({ live }) => live?.outages.at(-1)?.to === undefined && (live?.outages.length ?? 0) > 0,
    );
    return [
      span('live ', 'dim'),
      span(capturedBy(session), 'strong'),
      ...(lost === 0 ? [] : [span(`  ${grouped(lost)} dropped by the kernel`, 'problem')]),
      ...(truncatedFrames === 0 ? [] : [span(`  ${grouped(truncatedFrames)} truncated`, 'problem')]),
      ...out.map(({ name }) => span(`  ${printable(name)} is not captured`, 'problem')),
      span(`  ${count}`),
    ];
  }
  const { bytesRead, bytesTotal } = progress;
  const percent =
    bytesTotal === undefined || bytesTotal === 0
      ? undefined
      : Math.floor((1000 * bytesRead) / bytesTotal) / 10;
  const read = percent === undefined ? sizeText(bytesRead) : `${percent.toFixed(1)} %`;
  return [span('reading ', 'dim'), span(read, 'strong'), span(`  ${count}`)];
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${grouped(Math.floor(bytes / 1e6))} MB`;
}

/** Packets that were lost before anybody could capture them, as far as that is known. */
function droppedBy({ sources }: Session): number {
  return sources.reduce((sum, { live }) => sum + (live?.counts.dropped ?? 0), 0);
}

/** Programs that capture, each once. */
function capturedBy({ sources }: Session): string {
  return [...new Set(sources.flatMap(({ live }) => live?.backend ?? []))].join(', ');
}

/** The user's place first, then what is worth knowing. */
function statusRow(model: Model, session: Session, view: View, state: State): Row {
  if (model.prompt !== undefined) return promptRow(model.prompt);
  if (model.notice !== undefined) return model.notice;
  const { hidden, unjudged, analysed } = state;
  const parts: Row[] = [crumbs(model, view), view.status()].filter((part) => part.length > 0);
  const by = (command: Command): Span => span(` (${state.keys.labelOf(command)})`, 'dim');
  if (model.paused) parts.push([span('PAUSED', 'warning'), by('pause')]);
  // The newest messages wait for their responses: while more comes in, that is normal.
  if (!model.paused && analysed < (session.ended ? 100 : 99))
    parts.push([span(`analysing ${analysed} %`, 'dim')]);
  if (unjudged > 0) parts.push([span(`filtering, ${grouped(unjudged)} to go`, 'warning')]);
  if (hidden > 0) parts.push([span(`${grouped(hidden)} internal hidden`), by('internal')]);
  if (model.settings.internal) parts.push([span('internal shown'), by('internal')]);
  return parts.flatMap((part, at) => (at === 0 ? part : [span('  '), ...part]));
}

/** `Flows › Ladder call f7`; nothing if there is only one view, and nothing is opened in it. */
function crumbs({ trail }: Model, { subject }: View): Row {
  if (trail.length < 2 && subject === '') return [];
  const path = trail.map(({ view }) => VIEW_TITLES[view]).join(' › ');
  return [span(path, 'name'), ...(subject === '' ? [] : [span(` ${subject}`, 'name')])];
}
