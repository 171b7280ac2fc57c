import type { ContactEffect } from '../../cluster/contacts/reports/contact-history.ts';
import { type EffectLayout, effectHeading, effectLayout, effectRow } from '../../view/aors/effect-row.ts';
import { type EffectInput, effectTexts } from '../../view/aors/effect-text.ts';
import type { Row } from '../../view/text/styled-row.ts';
import type { Page } from '../views/page.ts';

/** Effects that decide how wide columns are. */
const SAMPLE = 200;

/** The effects on contacts, one row each, in the order of time. */
export class HistoryPage implements Page {
  readonly effects: readonly ContactEffect[];
  private readonly input: EffectInput;
  private readonly layout: EffectLayout;

  /** `ofOneNode`: the rows do not name the node, because the title does. */
  constructor(effects: readonly ContactEffect[], ofOneNode: boolean, input: EffectInput, utc: boolean) {
    this.effects = effects;
    this.input = input;
    const sample = effects
      .slice(-SAMPLE)
      .map((effect) => ({ effect, texts: effectTexts(effect, input, utc) }));
    const differ = (name: (effect: ContactEffect) => unknown): boolean => new Set(effects.map(name)).size > 1;
    this.layout = effectLayout(sample, {
      nodes: !ofOneNode,
      aors: differ(({ aor, domain }) => `${domain} ${aor}`),
      clusters: differ(({ cluster }) => cluster),
    });
  }

  get length(): number {
    return this.effects.length;
  }

  heading(width: number): Row {
    return effectHeading(this.layout, width);
  }

  row(at: number, width: number, utc: boolean): Row {
    const effect = this.effects[at];
    return effect === undefined
      ? []
      : effectRow(effect, effectTexts(effect, this.input, utc), this.layout, width);
  }
}
