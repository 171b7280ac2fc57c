import { quoted } from '../../filter/quoted.ts';
import type { Finding } from '../../findings/finding.ts';
import type { ClusterEntry, ClusterSection } from '../../view/cluster-rows.ts';
import { counted } from '../../view/counts.ts';
import { printable } from '../../view/printable.ts';
import { span } from '../../view/styled-row.ts';

/** Findings that are listed: `syncgrep check` has all. */
const MOST_LISTED = 20;
/** AORs or Call-IDs of one that are named, and for how many a filter is made. */
const MOST_NAMED = 4;
const MOST_SOUGHT = 8;

/** What is wrong, worst first, and what there is to be said about how it was found out. */
export function findingsSection(all: readonly Finding[], about: readonly string[] = []): ClusterSection {
  const found = all.filter(({ severity }) => severity !== 'info');
  const errors = found.filter(({ severity }) => severity === 'error').length;
  const counts = [
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
    ...(errors === found.length ? [] : [counted(found.length - errors, 'warning')]),
  ];
  const listed = found.slice(0, MOST_LISTED).map(entry);
  const rest = found.length - listed.length;
  const notes = [...(rest === 0 ? [] : [`and ${rest} more: syncgrep check has all`]), ...about];
  return {
    title: 'what is wrong',
    remark: counts.length === 0 ? '' : `(${counts.join(', ')})`,
    entries: [...listed, ...notes.map(note)],
  };
}

function note(text: string): ClusterEntry {
  return { kind: 'line', row: [span(`    ${text}`, 'dim')], filter: undefined };
}

function entry(finding: Finding): ClusterEntry {
  const { severity, title, ...about } = finding;
  const style = severity === 'error' ? 'problem' : 'warning';
  const names = about.aors.length > 0 ? about.aors : about.callIds;
  const more = names.length > MOST_NAMED ? ', …' : '';
  const whom = names.length === 0 ? '' : `  ${names.slice(0, MOST_NAMED).map(printable).join(', ')}${more}`;
  const row = [span(`    ${printable(title)}`, style), span(whom, 'dim')];
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
