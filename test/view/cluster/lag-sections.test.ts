import { describe, expect, it } from 'vitest';
import type { LagReport } from '../../../src/engine/flows/replication-lags.ts';
import type { MessageId } from '../../../src/ids.ts';
import { lagMatrix, lagSections } from '../../../src/view/cluster/lag-sections.ts';
import { rowText } from '../../../src/view/text/styled-row.ts';

function report(about: Partial<LagReport>): LagReport {
  return {
    cluster: 1,
    from: 1,
    to: 2,
    capability: 'usrloc-contact-repl',
    packets: 10,
    unacknowledged: 0,
    left: undefined,
    median: 1e6,
    percentile95: 2e6,
    longest: { lag: 3e6, flow: 'f1', packet: 5 as MessageId },
    end: 'arrival',
    ...about,
  };
}

/** All pairs of so many nodes; the later the node that told, the longer it took. */
function pairsOf(nodes: number): readonly LagReport[] {
  const ids = Array.from({ length: nodes }, (_, at) => at + 1);
  return ids.flatMap((from) =>
    ids.filter((to) => to !== from).map((to) => report({ from, to, percentile95: from * 1e6 })),
  );
}

describe('the section of lags', () => {
  it('says that it is measured, or that there is nothing', () => {
    const texts = [undefined, []].map((reports) =>
      lagSections(reports).map(({ entries }) =>
        entries.map((one) => (one.kind === 'line' ? rowText(one.row) : '')),
      ),
    );
    expect(texts).toEqual([[['    measured in a moment']], [['    no replication whose cause was seen']]]);
  });

  it('leaves out the quickest of too many pairs, and says so', () => {
    const [, part] = lagSections(pairsOf(8));
    const entries = part?.entries ?? [];
    const from = entries.flatMap((one) => (one.kind === 'lag' ? one.report.from : []));
    expect(from).toHaveLength(40);
    expect(Math.min(...from)).toBe(3);
    expect(from).toEqual(from.toSorted((a, b) => a - b));
    const last = entries.at(-1);
    expect(last?.kind === 'line' && rowText(last.row)).toBe('      and 16 more, none of them slower');
  });

  it('has at most 40 capabilities, and says how many there are besides', () => {
    const many = Array.from({ length: 50 }, (_, at) => report({ capability: `cap-${at}` }));
    const [title, ...parts] = lagSections(many);
    expect(parts).toHaveLength(40);
    const [note] = title?.entries ?? [];
    expect(note?.kind === 'line' && rowText(note.row)).toBe('    and of 10 more capabilities');
  });

  it('keeps clusters apart', () => {
    const parts = lagSections([report({}), report({ cluster: 7 })]).slice(1);
    expect(parts.map(({ part }) => rowText(part?.row ?? []).split(/\s{2,}/)[0])).toEqual([
      '1: usrloc-contact-repl',
      '7: usrloc-contact-repl',
    ]);
    expect(parts.map(({ part }) => part?.filter)).toEqual([
      'cluster:1 cap:usrloc-contact-repl',
      'cluster:7 cap:usrloc-contact-repl',
    ]);
  });
});

describe('the matrix of lags', () => {
  it('has a row for each node that told, and a column for each that it told', () => {
    const rows = lagMatrix([
      report({ from: 1, to: 2 }),
      report({ from: 2, to: 10, median: 12e6, end: 'sight' }),
    ]);
    expect(rows?.map(rowText)).toEqual([
      'median        to 1       to 2      to 10',
      'from 1                1.00 ms',
      'from 2                          ~12.0 ms',
      'from 10',
    ]);
  });

  it('is for few nodes only', () => {
    expect(lagMatrix(pairsOf(6))).toHaveLength(7);
    expect(lagMatrix(pairsOf(7))).toBeUndefined();
  });
});
