// Compares what analysis says with what the recorded nodes said of themselves: `npm run fidelity` writes
// docs/FIDELITY.md. The same comparisons are tests in test/fidelity. Of recordings of one's own, named by
// SYNCGREP_RECORDINGS, the page is printed.
import { writeFileSync } from 'node:fs';
import { compareContacts, contactTable } from '../test/fidelity/contacts.ts';
import { compareDialogs, dialogTable } from '../test/fidelity/dialogs.ts';
import { type Comparison, compareNodes } from '../test/fidelity/nodes.ts';
import { observersOf, readOf } from '../test/fidelity/observers.ts';
import { compareTogether } from '../test/fidelity/stepping-analysis.ts';
import { compareSyncs, type SyncFidelity } from '../test/fidelity/syncs.ts';
import { OWN_RECORDINGS, recordings } from '../test/recordings/recordings.ts';

const PAGE = new URL('../docs/FIDELITY.md', import.meta.url);

type Table = readonly (readonly string[])[];

async function main(): Promise<void> {
  const contacts = [];
  const dialogs = [];
  const syncs: SyncFidelity[] = [];
  const nodes: { recording: string; observers: string; comparisons: readonly Comparison[] }[] = [];
  for (const recording of recordings()) {
    for (const observers of observersOf(recording)) {
      process.stderr.write(`${recording.name} ${observers.name}\n`);
      const session = await readOf(observers);
      const [ofContacts, ofDialogs, ofSyncs, ofNodes] = compareTogether(
        session,
        ['nodes', 'contacts', 'dialogs', 'syncs'],
        compareContacts(recording, observers, session),
        compareDialogs(recording, observers, session),
        compareSyncs(recording, observers, session),
        compareNodes(recording, session),
      );
      contacts.push(ofContacts);
      dialogs.push(ofDialogs);
      syncs.push(ofSyncs);
      if (observers.covers === undefined || observers.covers.length > 1) {
        nodes.push({ recording: recording.name, observers: observers.name, comparisons: ofNodes });
      }
      session.close();
    }
  }
  const reasons = new Map<string, number>();
  for (const { comparisons } of nodes) {
    for (const { what, verdict, reason } of comparisons) {
      if (verdict === 'same') continue;
      const key = `${what}: ${reason.replace(/\b\d+\b/g, 'N')}`;
      reasons.set(key, (reasons.get(key) ?? 0) + 1);
    }
  }
  const sections = [
    INTRODUCTION,
    '## Nodes',
    NODES,
    markdown(nodeTable(nodes)),
    'Why something is unknown, or told otherwise:',
    [...reasons]
      .sort((a, b) => b[1] - a[1])
      .map(([reason, count]) => `- ${reason} (${count})`)
      .join('\n'),
    '## Contacts',
    CONTACTS,
    markdown(contactTable(contacts)),
    '## Dialogs',
    DIALOGS,
    markdown(dialogTable(dialogs)),
    '## Syncs',
    SYNCS,
    markdown(syncTable(syncs)),
  ];
  const page = `${sections.join('\n\n')}\n`;
  if (OWN_RECORDINGS === undefined) writeFileSync(PAGE, page);
  else process.stdout.write(page);
}

function nodeTable(
  results: readonly { recording: string; observers: string; comparisons: readonly Comparison[] }[],
): Table {
  const kinds = [...new Set(results.flatMap(({ comparisons }) => comparisons.map(({ what }) => what)))];
  const rows = results.map(({ recording, observers, comparisons }) => [
    recording,
    observers,
    ...kinds.map((kind) => {
      const of = comparisons.filter(({ what }) => what === kind);
      const count = (verdict: Comparison['verdict']): number =>
        of.filter((one) => one.verdict === verdict).length;
      return `${count('same')} / ${count('unknown')} / ${count('wrong')}`;
    }),
  ]);
  return [['recording', 'captures', ...kinds], ...rows];
}

function syncTable(results: readonly SyncFidelity[]): Table {
  const verdicts = ['complete', 'short', 'unanswered', 'aborted', 'not captured'];
  const rows = results
    .filter(({ syncs }) => syncs.length > 0)
    .map(({ recording, observers, syncs, comparisons }) => [
      recording,
      observers,
      ...verdicts.map((verdict) => String(syncs.filter((one) => one.verdict === verdict).length)),
      String(syncs.reduce((sum, { chunksSeen }) => sum + chunksSeen, 0)),
      ['same', 'unknown', 'wrong']
        .map((verdict) => comparisons.filter((one) => one.verdict === verdict).length)
        .join(' / '),
    ]);
  return [['recording', 'captures', ...verdicts, 'chunks', 'compared'], ...rows];
}

function markdown([heading = [], ...rows]: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}

const INTRODUCTION = `# Fidelity

What \`nodes\`, \`aors\` and \`dialogs\` say of a time, beside what each OpenSIPS node reported of itself at that
time (\`clusterer_list\`, \`clusterer_list_topology\`, \`clusterer_list_cap\`, \`clusterer_list_shtags\`, \`ul_dump\`,
\`dlg_list\`), for every recording in \`fixtures/captures\`. "bridge" is the capture of all
links, "all nodes" the captures of the single nodes together, "node N" the one of that node alone: then only
that node is compared, and the others have to be named as unseen.

This page is made by \`npm run fidelity\`; the tests in \`test/fidelity\` fail where anything here is wrong.`;

const NODES = `Same / unknown / told otherwise. Most captures begin when the cluster has been up for a while: capabilities and
sharing tags that nobody announces again are unknown. "View" is what one node says of the links of the others.`;

const CONTACTS = `Equal: AOR, contact, Call-ID, CSeq, user agent, and expiry within 2 s. Not on the wire: nothing in the capture
names the registration. Expired, not swept: over, and the node's timer has not removed it yet. Counts are compared
where a node gave no dump. The last column: AORs on which "consistent" is what the dumps say.`;

const DIALOGS = `Equal: Call-ID, caller's and callee's tag, and state. Not on the wire: unanswered calls at an address that several
nodes share, of which no packet says who handles them. Ending: a dialog in state 5 is listed until tm frees its
transactions, 5 s after their last message and up to two ticks of a timer.`;

const SYNCS = `Syncs by verdict, the chunks seen in them, and what was compared: packets with those of the manifest, chunks with
what the donor announced, requests with what was done to the nodes, contacts with what the receiver then listed
(same / unknown / wrong).`;

await main();
