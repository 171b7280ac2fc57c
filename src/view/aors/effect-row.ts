import type { ContactEffect } from '../../cluster/contacts/reports/contact-history.ts';
import { displayWidth, fitText, fitTextRight } from '../text/display-width.ts';
import { printable } from '../text/printable.ts';
import { type Row, span } from '../text/styled-row.ts';
import { shortContact } from './contact-text.ts';
import type { EffectTexts } from './effect-text.ts';

/** Widths of the columns of a list of effects, which follow from its texts. */
export interface EffectLayout {
  /** 0 where all effects are of one node, or of one AOR. */
  readonly node: number;
  readonly aor: number;
  readonly effect: number;
  readonly by: number;
  readonly expires: number;
  readonly contact: number;
  /** Several clusters: nodes are named with theirs. */
  readonly withClusters: boolean;
}

const TIME = 12;
const CSEQ = 5;
const WIDEST_AOR = 24;
const WIDEST_CONTACT = 48;
const WIDEST_TEXT = 48;
const GAP = '  ';
/** With less than this a column says nothing. */
const LEAST = 10;

/** `sample` is some of the effects with their texts: looking at all of them would take too long. */
export function effectLayout(
  sample: readonly { readonly effect: ContactEffect; readonly texts: EffectTexts }[],
  shows: { readonly nodes: boolean; readonly aors: boolean; readonly clusters: boolean },
): EffectLayout {
  const widest = (text: (one: (typeof sample)[number]) => string, most: number): number =>
    sample.reduce((wide, one) => Math.min(most, Math.max(wide, displayWidth(text(one)))), 0);
  return {
    node: shows.nodes
      ? Math.max(
          4,
          widest(({ effect }) => nodeName(effect, shows.clusters), 9),
        )
      : 0,
    aor: shows.aors
      ? Math.max(
          3,
          widest(({ effect }) => printable(effect.aor), WIDEST_AOR),
        )
      : 0,
    effect: Math.max(
      6,
      widest(({ texts }) => texts.effect, WIDEST_TEXT),
    ),
    by: Math.max(
      2,
      widest(({ texts }) => texts.by, WIDEST_TEXT),
    ),
    expires: Math.max(
      7,
      widest(({ texts }) => texts.expires, WIDEST_TEXT),
    ),
    contact: Math.max(
      7,
      widest(({ texts }) => texts.contact, WIDEST_CONTACT),
    ),
    withClusters: shows.clusters,
  };
}

/** `room` is the width of the row. */
export function effectHeading(layout: EffectLayout, room: number): Row {
  const titles = { contact: 'contact', cseq: 'CSeq', expires: 'expires', callId: 'Call-ID'.padEnd(LEAST) };
  const before = beforeEffect(layout, 'time', 'node', 'AOR');
  const { effect, by } = layout;
  const parts = [...before, fitText('effect', effect), fitText('by', by)];
  // Blanks at the end would be cut, with an ellipsis.
  const heading = [...parts, ...afterBy(layout, titles, room - rowWidth(parts))].join(GAP).trimEnd();
  return [span(heading, 'heading')];
}

export function effectRow(one: ContactEffect, texts: EffectTexts, layout: EffectLayout, room: number): Row {
  const before = beforeEffect(layout, texts.time, nodeName(one, layout.withClusters), printable(one.aor));
  const effect = fitText(texts.effect, layout.effect);
  const by = fitText(texts.by, layout.by);
  const left = room - rowWidth([...before, effect, by]);
  const contact = shortContact(texts.contact, one.aor, Math.min(layout.contact, left - GAP.length));
  const after = afterBy(layout, { ...texts, contact }, left);
  return [
    span(`${before.join(GAP)}${GAP}`, 'dim'),
    span(effect, texts.style),
    span(['', by, ...after].join(GAP)),
  ];
}

function beforeEffect({ node, aor }: EffectLayout, time: string, name: string, user: string) {
  return [
    fitText(time, TIME),
    ...(node === 0 ? [] : [fitText(name, node)]),
    ...(aor === 0 ? [] : [fitText(user, aor)]),
  ];
}

/**
 * As many parts as there is room for; the last one may be cut. The selected effect is shown in full below the list.
 */
function afterBy(
  { contact, expires }: EffectLayout,
  texts: Pick<EffectTexts, 'contact' | 'cseq' | 'expires' | 'callId'>,
  room: number,
): readonly string[] {
  const cells = [
    fitText(texts.contact, Math.max(0, Math.min(contact, room - GAP.length))),
    fitTextRight(texts.cseq, CSEQ),
    fitText(texts.expires, expires),
    texts.callId,
  ];
  let left = room;
  const count = cells.findIndex((cell, at) => {
    const isHopeless = left < GAP.length + (at === 0 ? LEAST : Math.min(LEAST, displayWidth(cell)));
    left -= GAP.length + displayWidth(cell);
    return isHopeless;
  });
  return count < 0 ? cells : cells.slice(0, count);
}

function rowWidth(parts: readonly string[]): number {
  return displayWidth(parts.join(GAP));
}

/** All of one effect, in rows of any length. */
export function effectDetails(one: ContactEffect, texts: EffectTexts): readonly Row[] {
  const { time, effect, style, by, contact, cseq, expires, callId } = texts;
  const part = (name: string, value: string): Row =>
    value === '' ? [] : [span(`  ${name} `, 'dim'), span(value)];
  return [
    [span(`${time}  `, 'dim'), span(`node ${one.node}`, 'name'), span(`  ${effect}`, style)],
    [span('by ', 'dim'), span(by === '' ? 'no message that was captured' : by)],
    [span('AOR ', 'dim'), span(printable(one.aor)), ...part('contact', contact)],
    [span('CSeq ', 'dim'), span(cseq), ...part('Call-ID', callId), ...part('expires', expires)],
  ];
}

function nodeName({ cluster, node }: ContactEffect, withCluster: boolean): string {
  return withCluster ? `${cluster}/${node}` : String(node);
}
