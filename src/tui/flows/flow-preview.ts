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
import { nameOf } from './flow-names.ts';

/** Rows of the body from which on there is room for it, unless the user says otherwise; and its share of them. */
const TALL = 50;
const SHARE = 0.45;
/** Rows of the body below which there is none at all. */
const LOW = 18;
/** Rows besides the arrows: title, names of the columns, heading. */
const LEGEND = 2;
const OTHERS = 2 + LEGEND;
/** Milliseconds for which the ladder of the flow before stays, under its own title: mostly the next one is there then. */
const LINGER = 100;

interface Made {
  /** Identifies what the rows were made of. */
  readonly of: string;
  /** The room and the settings that they were made for. */
  readonly look: string;
  /** The flow, whatever else has come to it since. */
  readonly name: string;
  readonly rows: readonly Row[];
}

/**
 * The beginning of the selected flow's ladder, below the list. It is made in steps and after the frame that shows what
 * is selected, so that keys need not wait for it.
 */
export class FlowPreview {
  /** Does the user want it? Undefined: it is shown if there is room. */
  private wanted: boolean | undefined;
  private readonly stage: Stage;
  private made: Made | undefined;
  /** Since then the flow that is selected is another one than that of the rows. */
  private leftAt: number | undefined;
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

  /** True where nothing is left to do; `isForKey`: see `View.work`. */
  work(flow: Flow | undefined, budget: number, isForKey: boolean): boolean {
    if (flow === undefined || this.height === 0) return true;
    const of = this.stateOf(flow);
    if (of === this.made?.of) return true;
    if (isForKey) return false;
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

  /** Exactly as many as it takes. */
  rows(flow: Flow | undefined): readonly string[] {
    const made = this.shown(flow);
    const rows = made === undefined ? [this.paintRow(this.title(flow, undefined))] : this.paint(made);
    return Array.from({ length: this.height }, (_, at) => rows[at] ?? '');
  }

  /** What there is to be shown while this flow is selected. */
  private shown(flow: Flow | undefined): Made | undefined {
    const { made } = this;
    if (flow === undefined || made?.look !== this.look) return undefined;
    if (made.name === nameOf(flow)) {
      this.leftAt = undefined;
      return made;
    }
    this.leftAt ??= performance.now();
    return performance.now() < this.leftAt + LINGER ? made : undefined;
  }

  private put(flow: Flow, of: string, page: LadderPage): void {
    this.making = undefined;
    const { settings } = this.stage;
    const { columns, rows } = this.size;
    const lines = [...page.legend(columns, LEGEND), page.heading(columns)];
    const shown = Math.min(page.length, rows);
    for (let at = 0; at < shown; at++) lines.push(page.row(at, columns, settings.utc));
    const arrows = new Set(Array.from({ length: shown }, (_, at) => page.messageAt(at))).size;
    this.made = { of, look: this.look, name: nameOf(flow), rows: [this.title(flow, arrows), ...lines] };
    this.painted = undefined;
  }

  private paint({ rows }: Made): readonly string[] {
    const { theme } = this.stage;
    if (this.paintedBy !== theme) this.painted = undefined;
    this.paintedBy = theme;
    this.painted ??= rows.map((row) => this.paintRow(row));
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
    const { id, messageCount, packetCount } = flow;
    const { revision } = this.stage.session.facts;
    return [nameOf(flow), id, messageCount, packetCount, revision, this.look].join(' ');
  }

  private get look(): string {
    const { utc, timeMode } = this.stage.settings;
    const { columns, rows } = this.size;
    return [columns, rows, utc, timeMode].join(' ');
  }
}
