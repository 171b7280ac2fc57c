import type { Flow } from '../../flows/flow.ts';
import type { Steps } from '../../tables/steps.ts';
import { grouped } from '../../view/text/counts.ts';
import { cutText } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { LadderPage } from '../ladder/ladder-page.ts';
import type { Size } from '../model.ts';
import { paintRow } from '../terminal/paint-row.ts';
import type { Theme } from '../terminal/theme.ts';
import type { Stage } from '../views/view.ts';

/** Rows of the body from which on there is room for it, unless the user says otherwise; and its share of them. */
const TALL = 50;
const SHARE = 0.45;
/** Rows of the body below which there is none at all. */
const LOW = 18;
/** Rows besides the arrows: title, names of the columns, heading. */
const LEGEND = 2;
const OTHERS = 2 + LEGEND;

/**
 * The beginning of the selected flow's ladder, below the list. It is made in steps, so that keys need not wait for
 * it.
 */
export class FlowPreview {
  /** Does the user want it? Undefined: it is shown if there is room. */
  private wanted: boolean | undefined;
  private readonly stage: Stage;
  /** Identifies what the rows were made of. */
  private madeOf = '';
  private made: readonly Row[] = [];
  private painted: readonly string[] | undefined;
  private paintedBy: Theme | undefined;
  private making: { readonly of: string; readonly steps: Steps<LadderPage> } | undefined;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** Rows that it takes of a body with so many. */
  get height(): number {
    const { rows } = this.stage.body;
    return (this.wanted ?? rows >= TALL) && rows >= LOW ? Math.floor(rows * SHARE) : 0;
  }

  toggle(): void {
    this.wanted = this.height === 0;
  }

  /** True where nothing is left to do. */
  work(flow: Flow | undefined, budget: number): boolean {
    if (flow === undefined || this.height === 0) return true;
    const of = this.stateOf(flow);
    if (of === this.madeOf) return true;
    if (this.making?.of !== of) this.making = { of, steps: this.steps(flow) };
    const until = performance.now() + budget;
    do {
      const step = this.making.steps.next();
      if (step.done === true) {
        this.put(flow, of, step.value);
        return true;
      }
    } while (performance.now() < until);
    return false;
  }

  /** Exactly as many as it takes; those of the flow before are gone at once. */
  rows(flow: Flow | undefined): readonly string[] {
    const isMade = flow !== undefined && this.stateOf(flow) === this.madeOf;
    const rows = isMade ? this.paint() : [this.paintRow(this.title(flow, undefined))];
    return Array.from({ length: this.height }, (_, at) => rows[at] ?? '');
  }

  private put(flow: Flow, of: string, page: LadderPage): void {
    this.making = undefined;
    this.madeOf = of;
    const { settings } = this.stage;
    const { columns, rows } = this.size;
    const lines = [...page.legend(columns, LEGEND), page.heading(columns)];
    const shown = Math.min(page.length, rows);
    for (let at = 0; at < shown; at++) lines.push(page.row(at, columns, settings.utc));
    const arrows = new Set(Array.from({ length: shown }, (_, at) => page.messageAt(at))).size;
    this.made = [this.title(flow, arrows), ...lines];
    this.painted = undefined;
  }

  private paint(): readonly string[] {
    const { theme } = this.stage;
    if (this.paintedBy !== theme) this.painted = undefined;
    this.paintedBy = theme;
    this.painted ??= this.made.map((row) => this.paintRow(row));
    return this.painted;
  }

  private paintRow(row: Row): string {
    return paintRow(row, this.size.columns, this.stage.theme);
  }

  /** `arrows`: number of arrows that are shown; undefined while there are none yet. */
  private title(flow: Flow | undefined, arrows: number | undefined): Row {
    const { columns } = this.size;
    if (flow === undefined) return [];
    const all = flow.messageCount + flow.packetCount;
    const isPart = arrows !== undefined && arrows < all;
    const part = isPart ? `, the first ${grouped(arrows)} of ${grouped(all)} (Enter: all)` : '';
    const name = cutText(`── ${printable(flow.id)} ${flow.kind}${part} `, columns);
    return [span(name.padEnd(columns, '─'), 'dim')];
  }

  private *steps(flow: Flow): Steps<LadderPage> {
    const { columns, rows } = this.size;
    return yield* LadderPage.of(this.stage.ladderInput, [flow], {
      width: columns,
      most: rows,
      isMarked: () => false,
      foldNodes: true,
      first: 0,
      timeMode: this.stage.settings.timeMode,
      marks: '',
    });
  }

  /** Room for arrows. */
  private get size(): Size {
    return { columns: this.stage.body.columns, rows: this.height - OTHERS };
  }

  private stateOf(flow: Flow): string {
    const { settings, session } = this.stage;
    const { columns, rows } = this.size;
    const { id, start, messageCount, packetCount } = flow;
    const { utc, timeMode } = settings;
    return [id, start, messageCount, packetCount, columns, rows, utc, timeMode, session.facts.revision].join(
      ' ',
    );
  }
}
