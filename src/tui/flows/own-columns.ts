import { type FlowValue, FlowValues } from '../../engine/lookup/flow-values.ts';
import type { Session } from '../../engine/session.ts';
import type { Flow } from '../../flows/flow.ts';
import type { OwnColumn } from '../../view/flows/flow-columns.ts';

/**
 * Values for columns of the user's own: header fields and packet fields, for which messages of the flows are read.
 */
export class OwnColumns {
  private readonly values: FlowValues;

  constructor(session: Session) {
    this.values = new FlowValues(session);
  }

  /** Read now, if it was not before. */
  readonly value = (flow: Flow, column: OwnColumn): FlowValue | undefined =>
    this.values.of(flow, questionOf(column));

  /** The value if it was read already: sorting does not wait for the others. */
  readonly known = (flow: Flow, column: OwnColumn): FlowValue | undefined =>
    this.isKnown(flow, column) ? this.value(flow, column) : undefined;

  isKnown(flow: Flow, column: OwnColumn): boolean {
    return this.values.has(flow, questionOf(column));
  }

  /** Reads a column for about `budget` milliseconds; true where nothing is left to be read. */
  read(flows: readonly Flow[], column: OwnColumn, budget: number): boolean {
    const until = performance.now() + budget;
    for (const flow of flows) {
      if (performance.now() >= until) return false;
      this.value(flow, column);
    }
    return true;
  }
}

function questionOf(column: OwnColumn) {
  const colon = column.indexOf(':');
  const from = column.startsWith('header:') ? ('header' as const) : ('field' as const);
  return { from, name: column.slice(colon + 1) };
}
