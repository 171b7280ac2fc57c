import { heartbeatRow, pingIntervalAt, withHint } from '../../view/messages/heartbeat.ts';
import type { Row } from '../../view/text/styled-row.ts';
import { clockTime } from '../../view/text/times.ts';
import type { Stage } from '../views/view.ts';

/** Rows of the view below which there is none: every row is needed for messages. */
const LOW = 16;

/** One line in place of the internal messages that are hidden. */
export class HeartbeatLine {
  private readonly stage: Stage;
  private made: Row = [];
  private stale = true;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** Rows that it takes: one, or none. */
  get height(): number {
    const { body, settings } = this.stage;
    return body.rows >= LOW && !settings.internal && this.row.length > 0 ? 1 : 0;
  }

  /** Empty where nothing is known of any node. */
  get row(): Row {
    if (this.stale) this.made = this.make();
    this.stale = false;
    return this.made;
  }

  /** For so many columns. */
  rowIn(columns: number): Row {
    return withHint(this.row, columns);
  }

  /** More is known, or times are written otherwise. */
  forget(): void {
    this.stale = true;
  }

  private make(): Row {
    const { session, analyses, settings } = this.stage;
    const analysis = analyses.current;
    // While another time is analysed, the line stays as it was.
    if (analysis === undefined) return this.made;
    const { time } = analysis;
    return heartbeatRow({
      nodes: analysis.nodes.reports(time),
      events: analysis.timeline.events,
      time,
      pingInterval: pingIntervalAt(session, time),
      clock: (at) => clockTime(session.tables.base, at, settings.utc).slice(0, 8),
    });
  }
}
