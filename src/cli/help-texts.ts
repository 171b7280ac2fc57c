import { KEY_DOCS } from '../filter/keys.ts';

type Examples = readonly (readonly [string, string])[];

/** Of the program as a whole. */
export const EXAMPLES: Examples = [
  ['node1.pcap node2.pcap node3.pcap', 'several nodes, captured at the same time'],
  ['capture.pcapng aor:1000', 'SIP and replication that concern 1000'],
  ["capture.pcap 'cap:usrloc type:DELETE or status:4xx'", 'contacts that went, requests that failed'],
  ['packets -q -A capture.pcap', 'one line a message, the pings of the cluster included'],
  ['packets --json capture.pcap | jq -r .bin.name', 'for scripts'],
  ['packets - < capture.pcap', 'from standard input'],
  ['-d any', 'live, on this host'],
];

/** Not an example of the program itself: somebody else captures. */
export const LIVE_EXAMPLE = "ssh node1 tcpdump -i any -U -w - 'port 5060 or port 5555' | syncgrep -";

export function examplesText(examples: Examples): string {
  const lines = examples.map(([line, purpose]) => [`syncgrep ${line}`, purpose] as const);
  const width = Math.max(...lines.map(([line]) => line.length));
  return ['Examples:', ...lines.map(([line, purpose]) => `  ${line.padEnd(width)}  ${purpose}`)].join('\n');
}

export function liveText(): string {
  return `  ${LIVE_EXAMPLE}  live, on another host`;
}

/** The language of display filters, in short. */
export function filterText(): string {
  const width = Math.max(...KEY_DOCS.map(({ example }) => example.length));
  const keys = KEY_DOCS.map(({ example, doc }) => `  ${example.padEnd(width)}  ${doc}`);
  return [
    'Display filter: terms side by side are "and"; or, not, -term, ( ). Quotes keep blanks, * is a wildcard.',
    ...keys,
    `  ${'/regular expr/i'.padEnd(width)}  messages whose text matches`,
    `  ${'word, "some words"'.padEnd(width)}  messages whose text contains it, in either case`,
  ].join('\n');
}

export const EXIT_CODES =
  'Exit codes: 0 fine, also for damaged captures; 1 check found an error, or what flow or export were asked ' +
  'for is not there; 2 bad usage, or input that cannot be read.';
