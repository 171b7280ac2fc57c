import type { TimeBase } from '../../capture/time-base.ts';
import type { AorState } from '../../cluster/contacts/aor-state.ts';
import type { Steps } from '../../tables/steps.ts';
import {
  type CellForm,
  type MatrixLayout,
  type MatrixNames,
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
  /** Session time: what is left counts down from there. */
  readonly now: () => number;
  readonly onlyDiffering: boolean;
  /** The column that is chosen, and the row. */
  readonly column: () => number;
  readonly position: () => number;
}

/** What stands in the matrix, found out of the states of all AORs. */
interface Contents {
  readonly rows: readonly MatrixRow[];
  readonly differing: number;
  readonly unseen: readonly number[];
  readonly longest: MatrixNames;
}

/** AORs of a step. */
const STEP = 256;

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
  private readonly longest: MatrixNames;

  private constructor(contents: Contents, nodes: readonly MatrixNode[], settings: MatrixSettings) {
    this.rows = contents.rows;
    this.nodes = nodes;
    this.differing = contents.differing;
    this.unseen = contents.unseen;
    this.settings = settings;
    this.longest = contents.longest;
    this.withClusters = new Set(nodes.map(({ cluster }) => cluster)).size > 1;
  }

  /** In steps: there may be a hundred thousand AORs. */
  static *of(
    states: readonly AorState[],
    nodes: readonly MatrixNode[],
    settings: MatrixSettings,
  ): Steps<MatrixPage> {
    return new MatrixPage(yield* contentsOf(states, settings.onlyDiffering), nodes, settings);
  }

  get length(): number {
    return this.rows.length;
  }

  heading(width: number): Row {
    const column = this.settings.column();
    return matrixHeading(this.nodes, this.layout(width), column, this.withClusters);
  }

  row(at: number, width: number): Row {
    const row = this.rows[at];
    if (row === undefined) return [];
    const { base, now, column, position } = this.settings;
    const chosen = column();
    const layout = this.layout(width);
    const style = { base, now: now(), withClusters: this.withClusters };
    return matrixRow(row, this.nodes, layout, style, at === position() ? chosen : -1);
  }

  /** Where the same contact is on this page; `guess` is where it was on another. Undefined: nowhere. */
  placeOf({ state: { cluster, domain, aor }, contact }: MatrixRow, guess: number): number | undefined {
    const { contact: uri, callId } = contact.held.version;
    const isSame = ({ state: other, contact: { held } }: MatrixRow): boolean =>
      other.aor === aor &&
      held.version.contact === uri &&
      held.version.callId === callId &&
      other.domain === domain &&
      other.cluster === cluster;
    const there = this.rows[guess];
    if (there !== undefined && isSame(there)) return guess;
    const place = this.rows.findIndex(isSame);
    return place < 0 ? undefined : place;
  }

  /** How cells are written where there are so many columns. */
  form(width: number): CellForm {
    return this.layout(width).form;
  }

  /** The node whose column is in column `x` of a screen of so many. */
  nodeAt(x: number, width: number): number | undefined {
    const { aor, contact, cell, from, shown } = this.layout(width);
    const at = Math.floor((x - aor - contact - 3) / (cell + 1));
    return at >= 0 && at < shown ? from + at : undefined;
  }

  private layout(width: number): MatrixLayout {
    return matrixLayout(width, this.longest, this.nodes.length, this.settings.column());
  }
}

function* contentsOf(states: readonly AorState[], onlyDiffering: boolean): Steps<Contents> {
  const differing: MatrixRow[] = [];
  const others: MatrixRow[] = [];
  const unseen = new Set<number>();
  let [count, aor, contact] = [0, 0, 0];
  for (const [at, state] of states.entries()) {
    if (at % STEP === 0) yield;
    for (const node of state.unseen) unseen.add(node);
    if (!state.consistent) count++;
    else if (onlyDiffering) continue;
    const rows = state.consistent ? others : differing;
    for (const [place, one] of state.rows.entries()) {
      rows.push({ state, contact: one, isFirst: place === 0 });
      contact = Math.max(contact, one.held.version.contact.length);
    }
    if (state.rows.length > 0) aor = Math.max(aor, state.aor.length);
  }
  return {
    rows: differing.length === 0 ? others : differing.concat(others),
    differing: count,
    unseen: [...unseen].sort((a, b) => a - b),
    longest: { aor, contact },
  };
}
