import type { TimeBase } from '../../capture/time-base.ts';
import { type ClusterRow, type ClusterSection, clusterRow } from '../../view/cluster-rows.ts';
import { counted } from '../../view/counts.ts';
import { type Row, span } from '../../view/styled-row.ts';
import type { Page } from '../views/page.ts';

/** Sections, each a row with its entries below it unless it is folded. */
export class ClusterPage implements Page {
  private readonly shown: readonly ClusterRow[];
  private readonly base: TimeBase;
  private readonly nodes: number;

  /** `folded` by title. */
  constructor(sections: readonly ClusterSection[], folded: ReadonlySet<string>, base: TimeBase) {
    this.shown = sections.flatMap((section): readonly ClusterRow[] => {
      const isFolded = folded.has(section.title);
      return [{ kind: 'section', section, isFolded }, ...(isFolded ? [] : section.entries)];
    });
    this.base = base;
    this.nodes = sections.flatMap(({ entries }) => entries).filter(({ kind }) => kind === 'node').length;
  }

  get length(): number {
    return this.shown.length;
  }

  at(position: number): ClusterRow | undefined {
    return this.shown[position];
  }

  /** The section in which the row stands, and where its own row is. */
  sectionAt(position: number): { readonly section: ClusterSection; readonly position: number } | undefined {
    for (let at = Math.min(position, this.shown.length - 1); at >= 0; at--) {
      const row = this.shown[at];
      if (row?.kind === 'section') return { section: row.section, position: at };
    }
    return undefined;
  }

  heading(): Row {
    return [
      span(this.nodes === 0 ? 'no node of a cluster was seen' : counted(this.nodes, 'node'), 'heading'),
    ];
  }

  row(at: number, _width: number, utc: boolean): Row {
    const row = this.shown[at];
    return row === undefined ? [] : clusterRow(row, { base: this.base, utc });
  }
}
