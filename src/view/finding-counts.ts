import type { Finding } from '../findings/finding.ts';
import { counted, grouped } from './text/counts.ts';
import { type Row, span } from './text/styled-row.ts';

/** Number of findings of each severity. */
export interface FindingCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

export const NOTHING_WRONG: FindingCounts = { errors: 0, warnings: 0, infos: 0 };

export function findingCounts(findings: readonly Finding[]): FindingCounts {
  const counts = { ...NOTHING_WRONG };
  for (const { severity } of findings) {
    if (severity === 'error') counts.errors++;
    else if (severity === 'warning') counts.warnings++;
    else counts.infos++;
  }
  return counts;
}

/** `1 error, 2 warnings`; empty if there are none. */
export function wrongText({ errors, warnings }: FindingCounts): string {
  return [
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
  ].join(', ');
}

/**
 * `1 error, 4 warnings, 2 complaints`, the last of which are about what could not be read. Empty if there are none.
 */
export function countsRow(counts: FindingCounts & { readonly complaints: number }, short: boolean): Row {
  const kinds = [
    { count: counts.errors, one: 'error', brief: 'err', style: 'problem' },
    { count: counts.warnings, one: 'warning', brief: 'warn', style: 'warning' },
    { count: counts.complaints, one: 'complaint', brief: undefined, style: 'warning' },
  ] as const;
  return kinds
    .filter(({ count }) => count > 0)
    .flatMap(({ count, one, brief, style }, at) => [
      ...(at === 0 ? [] : [span(short ? ' ' : ', ', 'dim')]),
      span(short && brief !== undefined ? `${grouped(count)} ${brief}` : counted(count, one), style),
    ]);
}
