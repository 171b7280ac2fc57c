import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import type { Steps } from '../../tables/steps.ts';
import { kindName } from '../messages/message-summary.ts';
import { grouped } from '../text/counts.ts';
import { displayWidth, fitText } from '../text/display-width.ts';
import { printable } from '../text/printable.ts';
import { type Row, type Span, span } from '../text/styled-row.ts';
import { type Band, trafficClass } from './traffic-classes.ts';

/** Messages that are looked at for a summary; of more it says so. */
const MOST_COUNTED = 100_000;

/** Number of messages of each kind in a stretch of time. */
export interface StretchCounts {
  /** By the number of the kind. */
  readonly kinds: ReadonlyMap<number, number>;
  readonly messages: number;
  /** Messages beyond what was counted. */
  readonly more: number;
}

/** Messages of a step. */
const STEP = 1024;

/** From `from` up to, not including, `to`; session nanoseconds. In steps, in which more may come. */
export function* countStretch(session: Session, from: number, to: number): Steps<StretchCounts> {
  const { order, index } = session.tables;
  const begin = order.positionOf(from);
  const all = order.positionOf(to) - begin;
  const messages = Math.min(all, MOST_COUNTED);
  const kinds = new Map<number, number>();
  for (let at = begin; at < begin + messages && at < order.length; at++) {
    const kind = index.kind(order.at(at) as MessageId);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if ((at - begin) % STEP === STEP - 1) yield;
  }
  return { kinds, messages, more: all - messages };
}

/** One row a band or more: `calls    12 INVITE  12 100 INVITE  8 200 INVITE`. */
export function countRows(
  session: Session,
  { kinds, more }: StretchCounts,
  bands: readonly Band[],
  width: number,
): readonly Row[] {
  const names = session.tables.kinds;
  const nameWidth = Math.max(0, ...bands.map(({ name }) => displayWidth(name))) + 2;
  const all = [...kinds]
    .map(([kind, count]) => ({ count, what: names.get(kind), of: trafficClass(names.get(kind)) }))
    .sort((a, b) => b.count - a.count);
  const rows = bands.flatMap((band) => {
    const own = all
      .filter((one) => band.classes.includes(one.of))
      .map(({ count, what }) => countSpans(count, printable(kindName(what))));
    return own.length === 0
      ? []
      : wrapped(span(fitText(band.name, nameWidth), band.style), own, nameWidth, width);
  });
  return more === 0 ? rows : [...rows, [span(`and ${grouped(more)} more`, 'dim')]];
}

function countSpans(count: number, name: string): readonly Span[] {
  return [span(grouped(count), 'strong'), span(` ${name}`)];
}

/** Items side by side, never broken, indented under their name. */
function wrapped(
  name: Span,
  items: readonly (readonly Span[])[],
  indent: number,
  width: number,
): readonly Row[] {
  const rows: Span[][] = [[name]];
  let used = indent;
  for (const item of items) {
    const wide = item.reduce((sum, { text }) => sum + displayWidth(text), 0);
    if (used > indent && used + wide > width) {
      rows.push([span(' '.repeat(indent))]);
      used = indent;
    }
    rows.at(-1)?.push(...item, span('  '));
    used += wide + 2;
  }
  return rows;
}
