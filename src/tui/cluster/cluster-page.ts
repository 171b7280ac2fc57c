import type { MessageId } from '../../ids.ts';
import {
  type ClusterRow,
  type ClusterSection,
  type ClusterStyle,
  clusterRow,
  isFoldedAtFirst,
} from '../../view/cluster/cluster-rows.ts';
import { type Row, rowText, span } from '../../view/text/styled-row.ts';
import type { Page } from '../views/page.ts';

type PageStyle = Omit<ClusterStyle, 'utc' | 'short'>;
/** Narrower screens leave no room for fractions of seconds. */
const NARROW = 100;

/** Sections, each a row with its entries below it unless it is folded. */
export class ClusterPage implements Page {
  private readonly shown: readonly ClusterRow[];
  private readonly style: PageStyle;
  private readonly summary: string;

  /** `turned`: titles of those sections that are not as they are at first. */
  constructor(
    sections: readonly ClusterSection[],
    turned: ReadonlySet<string>,
    style: PageStyle,
    summary: string,
  ) {
    let hidden = false;
    this.shown = sections.flatMap((section): readonly ClusterRow[] => {
      const isFolded = turned.has(section.title) !== isFoldedAtFirst(section);
      if (section.part === undefined) hidden = isFolded;
      else if (hidden) return [];
      return [{ kind: 'section', section, isFolded }, ...(isFolded ? [] : section.entries)];
    });
    this.style = style;
    this.summary = summary;
  }

  get length(): number {
    return this.shown.length;
  }

  at(position: number): ClusterRow | undefined {
    return this.shown[position];
  }

  /** Position on this page of the row of another page; undefined if it is not there. */
  placeOf(row: ClusterRow): number | undefined {
    const name = nameOf(row);
    let place: number | undefined;
    for (const [at, one] of this.shown.entries()) {
      if (one.kind !== row.kind || nameOf(one) !== name) continue;
      if (begins(one) === begins(row)) return at;
      place ??= at;
    }
    return place;
  }

  /** The first row that is no section. */
  get firstEntry(): number | undefined {
    const at = this.shown.findIndex(({ kind }) => kind !== 'section');
    return at < 0 ? undefined : at;
  }

  /** The section with the row, and the position of the section's own row. */
  sectionAt(position: number): { readonly section: ClusterSection; readonly position: number } | undefined {
    for (let at = Math.min(position, this.shown.length - 1); at >= 0; at--) {
      const row = this.shown[at];
      if (row?.kind === 'section') return { section: row.section, position: at };
    }
    return undefined;
  }

  heading(): Row {
    return [span(this.summary, 'heading')];
  }

  row(at: number, width: number, utc: boolean): Row {
    const row = this.shown[at];
    return row === undefined ? [] : clusterRow(row, { ...this.style, utc, short: width < NARROW });
  }
}

/** Of findings with the same name, the first message tells which is which. */
function begins(row: ClusterRow): MessageId | undefined {
  return row.kind === 'finding' ? row.finding.messages[0] : undefined;
}

/** Identifies what a row is about, whatever it says. */
function nameOf(row: ClusterRow): string {
  switch (row.kind) {
    case 'section':
      return row.section.title;
    case 'finding':
      return `${row.finding.rule} ${row.finding.cluster} ${row.finding.nodes.join(' ')} ${row.finding.capabilities.join(' ')}`;
    case 'node':
      return `${row.report.cluster} ${row.report.node}`;
    case 'link':
      return `${row.from.cluster} ${row.from.node} ${row.link.to}`;
    case 'capability':
    case 'tag':
      return `${row.cluster} ${row.node} ${row.name}`;
    case 'lag': {
      const { cluster, from, to, capability } = row.report;
      return [cluster, from, to, capability].join(' ');
    }
    case 'sync': {
      const { cluster, donor, receiver, capability, requested, started } = row.sync;
      return [cluster, donor, receiver, capability, requested ?? started].join(' ');
    }
    case 'line':
      return row.filter ?? rowText(row.row);
  }
}
