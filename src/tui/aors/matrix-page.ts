import type { TimeBase } from '../../capture/time-base.ts';
import type { AorState } from '../../cluster/contacts/aor-state.ts';
import {
  type MatrixNode,
  type MatrixRow,
  matrixHeading,
  matrixLayout,
  matrixRow,
} from '../../view/aor-matrix.ts';
import type { Row } from '../../view/styled-row.ts';
import type { Page } from '../views/page.ts';

export interface MatrixSettings {
  readonly base: TimeBase;
  readonly now: number;
  readonly onlyDiffering: boolean;
  /** The column that is chosen, and the row. */
  readonly column: () => number;
  readonly position: () => number;
}

/** One contact a row, one node a column; AORs on which nodes differ first. */
export class MatrixPage implements Page {
  readonly rows: readonly MatrixRow[];
  readonly nodes: readonly MatrixNode[];
  /** AORs on which nodes differ. */
  readonly differing: number;
  /** Nodes whose traffic was not captured. */
  readonly unseen: readonly number[];
  private readonly settings: MatrixSettings;
  private readonly withClusters: boolean;
  /** Columns of the longest name. */
  private readonly longest: number;

  constructor(states: readonly AorState[], nodes: readonly MatrixNode[], settings: MatrixSettings) {
    const differing = states.filter(({ consistent }) => !consistent);
    const others = settings.onlyDiffering ? [] : states.filter(({ consistent }) => consistent);
    this.rows = [...differing, ...others].flatMap((state) =>
      state.rows.map((contact, at) => ({ state, contact, isFirst: at === 0 })),
    );
    this.nodes = nodes;
    this.differing = differing.length;
    this.unseen = [...new Set(states.flatMap((state) => state.unseen))].sort((a, b) => a - b);
    this.settings = settings;
    this.longest = this.rows.reduce((most, { state }) => Math.max(most, state.aor.length), 0);
    this.withClusters = new Set(nodes.map(({ cluster }) => cluster)).size > 1;
  }

  get length(): number {
    return this.rows.length;
  }

  heading(width: number): Row {
    const column = this.settings.column();
    const layout = matrixLayout(width, this.longest, this.nodes.length, column);
    return matrixHeading(this.nodes, layout, column, this.withClusters);
  }

  row(at: number, width: number): Row {
    const row = this.rows[at];
    if (row === undefined) return [];
    const { base, now, column, position } = this.settings;
    const chosen = column();
    const layout = matrixLayout(width, this.longest, this.nodes.length, chosen);
    const style = { base, now, withClusters: this.withClusters };
    return matrixRow(row, this.nodes, layout, style, at === position() ? chosen : -1);
  }

  /** The node whose column is in column `x` of a screen of so many. */
  nodeAt(x: number, width: number): number | undefined {
    const { aor, contact, cell, from, shown } = matrixLayout(
      width,
      this.longest,
      this.nodes.length,
      this.settings.column(),
    );
    const at = Math.floor((x - aor - contact - 3) / (cell + 1));
    return at >= 0 && at < shown ? from + at : undefined;
  }
}
