import { type Row, rowText, span } from '../../view/styled-row.ts';
import type { Page } from '../views/page.ts';

/** A row, and the display filter that shows what it is about. */
export interface ClusterLine {
  readonly row: Row;
  readonly filter: string | undefined;
}

/** What is known of the cluster, section by section. */
export class ClusterPage implements Page {
  private readonly title: string;
  private readonly lines: readonly ClusterLine[];

  constructor(title: string, lines: readonly ClusterLine[]) {
    this.title = title;
    this.lines = lines;
  }

  get length(): number {
    return this.lines.length;
  }

  heading(): Row {
    return [span(this.title, 'heading')];
  }

  row(at: number): Row {
    return this.lines[at]?.row ?? [];
  }

  filterAt(at: number): string | undefined {
    return this.lines[at]?.filter;
  }
}

/** Lines that a report makes, as they are. */
export function reportLines(lines: Iterable<string>, filter?: string): readonly ClusterLine[] {
  return [...lines].map((line) => ({ row: [span(line, ALARMING.test(line) ? 'problem' : 'plain')], filter }));
}

/** Links that are down, syncs that went wrong. */
const ALARMING = /\s(?:down|short|aborted|unanswered)(?:\s|$)/;

export function titleLine(title: string): ClusterLine {
  return { row: [span(title, 'strong')], filter: undefined };
}

export const EMPTY_LINE: ClusterLine = { row: [], filter: undefined };

export function isEmpty({ row }: ClusterLine): boolean {
  return rowText(row) === '';
}
