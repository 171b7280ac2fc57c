import type { TimeBase } from '../../capture/time-base.ts';
import type { AorState } from '../../cluster/contacts/reports/aor-state.ts';
import { ITEMS_OF_STEP, type Steps } from '../../tables/steps.ts';
import {
  type CellForm,
  type MatrixLayout,
  type MatrixNames,
  type MatrixNode,
  type MatrixRow,
  matrixHeading,
  matrixLayout,
  matrixRow,
} from '../../view/aors/aor-matrix.ts';
import type { Row } from '../../view/text/styled-row.ts';
import type { Page } from '../views/page.ts';

export interface MatrixSettings {
  readonly base: TimeBase;
  /** Session time: what is left counts down from there. It changes seldom, and rows with it. */
  readonly now: () => number;
  readonly onlyDiffering: boolean;
  /** As in `MatrixStyle`. */
  readonly isBehind: boolean;
  /** The column that is chosen, and the row. */
  readonly column: () => number;
  readonly position: () => number;
}

/** The content of the matrix, from the states of all AORs. */
interface Contents {
  /** In the order of rows. */
  readonly states: readonly AorState[];
  /** The first row of each state; the last element is the number of rows. */
  readonly starts: Uint32Array;
  readonly differing: number;
  readonly unseen: readonly number[];
  readonly longest: MatrixNames;
}

/** One contact a row, one node a column; AORs on which nodes differ first. Rows are made when they are looked at. */
export class MatrixPage implements Page {
  readonly length: number;
  readonly nodes: readonly MatrixNode[];
  /** AORs on which nodes differ. */
  readonly differing: number;
  /** Nodes whose traffic was not captured. */
  readonly unseen: readonly number[];
  private readonly contents: Contents;
  private readonly settings: MatrixSettings;
  private readonly withClusters: boolean;

  private constructor(contents: Contents, nodes: readonly MatrixNode[], settings: MatrixSettings) {
    this.contents = contents;
    this.length = contents.starts.at(-1) ?? 0;
    this.nodes = nodes;
    this.differing = contents.differing;
    this.unseen = contents.unseen;
    this.settings = settings;
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

  /** The node lacks the contact by now, and more is to come. */
  isPending({ state, contact }: MatrixRow, { cluster, node }: MatrixNode): boolean {
    const presence = contact.presence.get(node);
    return this.isBehind && cluster === state.cluster && (presence === 'missing' || presence === 'other');
  }

  /** As in `MatrixStyle`. */
  get isBehind(): boolean {
    return this.settings.isBehind;
  }

  /** AORs, one as often as it has states. */
  get names(): readonly string[] {
    return this.contents.states.map(({ aor }) => aor);
  }

  at(position: number): MatrixRow | undefined {
    const { states, starts } = this.contents;
    const index = stateAt(starts, position);
    const state = states[index];
    const place = position - (starts[index] ?? 0);
    const contact = state?.rows[place];
    return state && contact && { state, contact, isFirst: place === 0 };
  }

  /** Column of the first node that is known to differ about a contact; undefined if there is none. */
  firstOdd(position: number): number | undefined {
    const row = this.at(position);
    if (row === undefined) return undefined;
    const { state, contact } = row;
    const at = this.nodes.findIndex(({ cluster, node }) => {
      const presence = contact.presence.get(node);
      return cluster === state.cluster && (presence === 'missing' || presence === 'other');
    });
    return at < 0 ? undefined : at;
  }

  heading(width: number): Row {
    const column = this.settings.column();
    return matrixHeading(this.nodes, this.layout(width), column, this.withClusters);
  }

  /** Session time of what rows tell. */
  get now(): number {
    return this.settings.now();
  }

  rowKey(at: number): string {
    const { column, position } = this.settings;
    return `${this.now} ${column()} ${at === position()}`;
  }

  row(at: number, width: number): Row {
    const row = this.at(at);
    if (row === undefined) return [];
    const { base, now, column, position, isBehind } = this.settings;
    const chosen = column();
    const layout = this.layout(width);
    const style = { base, now: now(), withClusters: this.withClusters, isBehind };
    return matrixRow(row, this.nodes, layout, style, at === position() ? chosen : -1);
  }

  /**
   * Position of the same contact on this page, undefined if it is not there. `guess` is its position on another page.
   */
  placeOf({ state: { cluster, domain, aor }, contact }: MatrixRow, guess: number): number | undefined {
    const { contact: uri, callId } = contact.held.version;
    const { states, starts } = this.contents;
    const isSame = (other: AorState): boolean =>
      other.aor === aor && other.domain === domain && other.cluster === cluster;
    const near = stateAt(starts, guess);
    const there = states[near];
    const index = there !== undefined && isSame(there) ? near : states.findIndex(isSame);
    const place = states[index]?.rows.findIndex(
      ({ held: { version } }) => version.contact === uri && version.callId === callId,
    );
    return place === undefined || place < 0 ? undefined : (starts[index] ?? 0) + place;
  }

  /** The form of cells for this number of columns. */
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
    return matrixLayout(width, this.contents.longest, this.nodes.length, this.settings.column());
  }
}

function* contentsOf(all: readonly AorState[], onlyDiffering: boolean): Steps<Contents> {
  const differing: AorState[] = [];
  const others: AorState[] = [];
  const unseen = new Set<number>();
  let before: readonly number[] = [];
  let [count, aor, contact] = [0, 0, 0];
  for (const [at, state] of all.entries()) {
    if (at % ITEMS_OF_STEP === 0) yield;
    // Mostly the same for all of a cluster.
    if (state.unseen !== before) for (const node of state.unseen) unseen.add(node);
    before = state.unseen;
    if (!state.consistent) count++;
    else if (onlyDiffering) continue;
    (state.consistent ? others : differing).push(state);
    for (const one of state.rows) contact = Math.max(contact, one.held.version.contact.length);
    if (state.rows.length > 0) aor = Math.max(aor, state.aor.length);
  }
  yield;
  const states = differing.length === 0 ? others : differing.concat(others);
  return {
    states,
    starts: yield* startsOf(states),
    differing: count,
    unseen: [...unseen].sort((a, b) => a - b),
    longest: { aor, contact },
  };
}

function* startsOf(states: readonly AorState[]): Steps<Uint32Array> {
  const starts = new Uint32Array(states.length + 1);
  for (const [at, { rows }] of states.entries()) {
    if (at % ITEMS_OF_STEP === 0) yield;
    starts[at + 1] = (starts[at] ?? 0) + rows.length;
  }
  return starts;
}

/** The state in which a row is. */
function stateAt(starts: Uint32Array, position: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle + 1] ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
