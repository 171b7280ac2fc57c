import type { Progress } from '../../capture/capture-source.ts';
import type { Session } from '../../engine/session.ts';
import { captureLabel } from '../../view/text/capture-name.ts';
import { counted, grouped } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, type Span, span } from '../../view/text/styled-row.ts';
import { type FilterRowKeys, filterHintRows, filterRow } from '../filter/filter-rows.ts';
import type { Command, KeyTable } from '../keys/key-table.ts';
import { type Model, viewOf } from '../model.ts';
import { promptRow } from '../prompt/prompt-row.ts';
import { filterBefore } from '../trail.ts';
import type { View } from '../views/view.ts';
import { VIEW_TITLES } from '../views/view-names.ts';
import { layoutChrome } from './chrome-layout.ts';
import type { Chrome, State } from './chrome-model.ts';
import { footerRow } from './footer.ts';
import { statusSides } from './status-sides.ts';
import { TABS, tabGap } from './tabs.ts';

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
  const { size } = session.tables.index;
  const all = counted(size, 'message');
  const count = shown === size ? all : `${grouped(shown)} of ${all}`;
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
  return [...readingRow(session.progress), span(`  ${count}`)];
}

function readingRow({ bytesRead, bytesTotal }: Progress): Row {
  const share =
    bytesTotal === undefined || bytesTotal === 0
      ? undefined
      : Math.floor((1000 * bytesRead) / bytesTotal) / 10;
  // What is compressed is read in a moment.
  if (share === 100) return [span('decoding', 'dim')];
  const read = share === undefined ? sizeText(bytesRead) : `${share.toFixed(1)} %`;
  return [span('reading ', 'dim'), span(read, 'strong')];
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

/** That nothing new is shown, if so, as that explains all the rest; the user's place; then what is worth knowing. */
function statusRow(model: Model, session: Session, view: View, state: State): Row {
  if (model.prompt !== undefined) return promptRow(model.prompt);
  if (model.notice !== undefined) return model.notice;
  const { hidden, unjudged, analysed } = state;
  const by = (command: Command): Span => span(` (${state.keys.labelOf(command)})`, 'dim');
  const paused: Row = model.paused ? [span('PAUSED', 'warning'), by('pause')] : [];
  const parts: Row[] = [paused, crumbs(model, view), view.status()].filter((part) => part.length > 0);
  // The newest messages wait for their responses: while more comes in, that is normal.
  const isAnalysed = session.ended ? analysed === 100 : analysed === 0 || analysed >= 99;
  if (!model.paused && !isAnalysed) parts.push([span(`analysing ${analysed} %`, 'dim')]);
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
