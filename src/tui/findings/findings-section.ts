import { quoted } from '../../filter/quoted.ts';
import type { Finding, Severity } from '../../findings/finding.ts';
import type { ClusterEntry, ClusterSection } from '../../view/cluster/cluster-rows.ts';
import { findingCounts, wrongText } from '../../view/finding-counts.ts';
import { counted, grouped } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import { type Style, span } from '../../view/text/styled-row.ts';

/** AORs or Call-IDs of one that are named, and for how many a filter is made. */
const MOST_NAMED = 4;
const MOST_SOUGHT = 8;
/** Findings of a list. */
const MOST_LISTED = 500;

/** All of a list, worst first, and what there is to be said about how it was found out. */
export function findingsSection(
  all: readonly Finding[],
  about: readonly string[] = [],
  most = MOST_LISTED,
): ClusterSection {
  const listed = all.slice(0, most).map(entry);
  const rest = all.length - listed.length;
  const notes = [...(rest === 0 ? [] : [`and ${grouped(rest)} more: syncgrep check has all`]), ...about];
  const counts = findingCounts(all);
  const remarks = counts.infos === 0 ? '' : counted(counts.infos, 'remark');
  const remark = [wrongText(counts), remarks].filter((text) => text !== '').join(', ');
  return {
    title: 'what is wrong',
    remark: remark === '' ? '' : `(${remark})`,
    entries: [...listed, ...notes.map(note)],
  };
}

/** As above, for a list among other sections: the first findings that are errors or warnings. */
export function worstSection(all: readonly Finding[], about: readonly string[] = []): ClusterSection {
  return findingsSection(
    all.filter(({ severity }) => severity !== 'info'),
    about,
    MOST_WORST,
  );
}

const MOST_WORST = 20;

function note(text: string): ClusterEntry {
  return { kind: 'line', row: [span(`    ${text}`, 'dim')], filter: undefined };
}

/** Told in words as well: not every screen has colours. */
const SEVERITY = 9;
const STYLES: Readonly<Record<Severity, Style>> = { error: 'problem', warning: 'warning', info: 'plain' };

function entry(finding: Finding): ClusterEntry {
  const { severity, title, ...about } = finding;
  const style = STYLES[severity];
  const names = about.aors.length > 0 ? about.aors : about.callIds;
  const more = names.length > MOST_NAMED ? ', …' : '';
  const whom = names.length === 0 ? '' : `  ${names.slice(0, MOST_NAMED).map(printable).join(', ')}${more}`;
  const row = [span(`    ${severity.padEnd(SEVERITY)}${printable(title)}`, style), span(whom, 'dim')];
  return { kind: 'finding', finding, row, filter: filterOf(about) };
}

/** The messages of those that it is about, where these are few; else of its nodes and capabilities. */
function filterOf({ cluster, nodes, aors, callIds, capabilities }: About): string {
  for (const [key, names] of [['aor', aors] as const, ['callid', callIds] as const]) {
    if (names.length > 0 && names.length <= MOST_SOUGHT) return `${key}:${names.map(quoted).join(',')}`;
  }
  return [
    ...(cluster === 0 ? [] : [`cluster:${cluster}`]),
    ...nodes.map((node) => `node:${node}`),
    ...(capabilities.length === 0 ? ['is:internal'] : [`cap:${capabilities.map(quoted).join(',')}`]),
  ].join(' ');
}

type About = Omit<Finding, 'severity' | 'title'>;
