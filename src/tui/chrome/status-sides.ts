import type { Session } from '../../engine/session.ts';
import { countsRow, NOTHING_WRONG } from '../../view/finding-counts.ts';
import { NARROW } from '../../view/messages/message-row.ts';
import { rowWidth } from '../../view/text/display-width.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { type Model, viewOf } from '../model.ts';
import type { Sides, State } from './chrome-model.ts';

/** How much the right side says where it has room, and where it has less. */
const FORMS = [
  { counts: 'long', mode: 'long' },
  { counts: 'short', mode: 'long' },
  { counts: 'short', mode: 'short' },
] as const;

type Form = (typeof FORMS)[number];

/** On the right, problems and the form of times: they have room, wherever the user is. */
export function statusSides(left: Row, model: Model, session: Session, state: State): Sides {
  const { columns } = model.size;
  const forms = (columns < NARROW ? FORMS : FORMS.slice(0, 1)).map((form) =>
    rightRow(model, session, state, form),
  );
  const fitting = forms.find((right) => rowWidth(left) + 1 + rowWidth(right) <= columns);
  // What is asked or said until the next key has all of the row, if it needs it.
  const isPassing = model.prompt !== undefined || model.notice !== undefined;
  return { left, right: fitting ?? (isPassing ? undefined : forms.at(-1)) ?? [] };
}

function rightRow(model: Model, session: Session, state: State, form: Form): Row {
  const { wrong, isBehind, warnings, keys } = state;
  const mode = modeRow(model, state, form);
  // A file is read in a moment: until then, they would be about a part of it.
  const isInMoment = !session.ended && session.progress.bytesTotal !== undefined;
  const complaints = isInMoment ? 0 : warnings;
  // The findings view shows it in full.
  if (viewOf(model) === 'findings') return mode;
  const counts = countsRow({ ...(wrong ?? NOTHING_WRONG), complaints }, form.counts === 'short');
  if (counts.length === 0) return mode;
  const key = span(`${isBehind ? ' …' : ''} (${keys.labelOf('warnings')})  `, 'dim');
  return [...counts, key, ...mode];
}

function modeRow({ settings: { timeMode, utc } }: Model, { time }: State, form: Form): Row {
  if (time !== undefined) return [span('as of ', 'warning'), span(time, 'warning')];
  const isShort = form.mode === 'short';
  const mode = {
    clock: utc ? 'UTC' : isShort ? 'local' : 'local time',
    relative: isShort ? 'since start' : 'time since start',
    delta: isShort ? 'since row above' : 'time since row above',
  }[timeMode];
  return [span(mode, 'dim')];
}
