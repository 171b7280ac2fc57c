import { Help } from 'commander';
import { KEY_DOCS } from '../filter/key-docs.ts';

type Examples = readonly (readonly [string, string])[];

/** Examples of the program as a whole. */
export const EXAMPLES: Examples = [
  ['node1.pcap node2.pcap node3.pcap', 'several nodes, captured at the same time'],
  ['capture.pcapng aor:1000', 'SIP and replication that concern 1000'],
  ["capture.pcap 'cap:usrloc type:DELETE or status:4xx'", 'contacts that went, requests that failed'],
  ['packets -q -A capture.pcap', 'one line a message, the pings of the cluster included'],
  ['packets --json capture.pcap proto:bin | jq -r .bin.name', 'for scripts'],
  ['packets - < capture.pcap', 'from standard input'],
  ['-d any', 'live, on this host'],
  ['--ssh node1 --ssh node2', 'live, on other hosts, by tcpdump there'],
];

/** The example for those who have no capture yet. */
export const LIVE_EXAMPLE = `ssh node1 "tcpdump -i any -U -w - 'port 5060 or port 5555 or ip[6:2] & 0x3fff > 0 or ip6 proto 44'" | syncgrep -`;

/** Beside each line what it is for; below it where that would not fit. */
export function examplesText(examples: Examples, columns: number): string {
  const lines = examples.map(([line, purpose]) => [`syncgrep ${line}`, purpose] as const);
  const width = Math.max(...lines.map(([line]) => line.length));
  const fits = lines.every(([, purpose]) => 4 + width + purpose.length <= columns);
  const rows = lines.flatMap(([line, purpose]) =>
    fits ? [`  ${line.padEnd(width)}  ${purpose}`] : [`  ${line}`, `      ${purpose}`],
  );
  return ['Examples:', ...rows].join('\n');
}

/** The language of display filters, in short. */
export function filterText(columns: number): string {
  const layout = new Help();
  layout.prepareContext({ helpWidth: columns });
  const keys = [
    ...KEY_DOCS.map(({ example, doc }) => [example, doc] as const),
    ['/regular expr/i', 'messages whose text matches'] as const,
    ['word, "some words"', 'messages whose text contains it, in either case'] as const,
  ];
  const width = Math.max(...keys.map(([example]) => example.length));
  return [
    wrapped(
      'Display filter: terms side by side are "and"; or, not, -term, ( ). Quotes keep blanks, * is a wildcard.',
      columns,
    ),
    ...keys.map(([example, doc]) => layout.formatItem(example, width, doc, layout)),
  ].join('\n');
}

/** Stands in the help of each command in place of the options that only the help of the program lists. */
export const LEFT_OUT =
  'Live captures, other hosts, ports, keys (-d, --ssh, --sip-port, --keylog, ...), who else gets what is read, and ' +
  'the display filter: syncgrep --help';

export const EXIT_CODES =
  'Exit codes: 0 fine, also for damaged captures; 1 check found an error, or what flow or export were asked ' +
  'for is not there; 2 bad usage, or input that cannot be read.';

/** As commander wraps descriptions. */
export function wrapped(text: string, columns: number): string {
  return new Help().boxWrap(text, columns);
}
