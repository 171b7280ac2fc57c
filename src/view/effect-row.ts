import type { ContactEffect } from '../cluster/contacts/contact-history.ts';
import { displayWidth, fitText, fitTextRight } from './display-width.ts';
import type { EffectTexts } from './effect-text.ts';
import { printable } from './printable.ts';
import { type Row, span } from './styled-row.ts';

/** Columns of a list of effects, as wide as what stands in them. */
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

export function effectHeading(layout: EffectLayout): Row {
  const { node, aor, effect, by, expires, contact } = layout;
  const parts = [
    fitText('time', TIME),
    ...(node === 0 ? [] : [fitText('node', node)]),
    ...(aor === 0 ? [] : [fitText('AOR', aor)]),
    fitText('effect', effect),
    fitText('by', by),
    fitText('contact', contact),
    fitTextRight('CSeq', CSEQ),
    fitText('expires', expires),
    'Call-ID',
  ];
  return [span(parts.join('  '), 'heading')];
}

export function effectRow(one: ContactEffect, texts: EffectTexts, layout: EffectLayout): Row {
  const { node, aor, effect, by, expires, contact, withClusters } = layout;
  const { style } = texts;
  const before = [
    fitText(texts.time, TIME),
    ...(node === 0 ? [] : [fitText(nodeName(one, withClusters), node)]),
    ...(aor === 0 ? [] : [fitText(printable(one.aor), aor)]),
  ];
  const after = [
    fitText(texts.by, by),
    fitText(texts.contact, contact),
    fitTextRight(texts.cseq, CSEQ),
    fitText(texts.expires, expires),
    texts.callId,
  ];
  return [
    span(`${before.join('  ')}  `, 'dim'),
    span(fitText(texts.effect, effect), style),
    span(`  ${after.join('  ')}`),
  ];
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
