import { bytesPerMessage, costPerMessage, type Goal, goalsOf, grouped } from './goals.ts';
import type { CaptureSummary, InteractionResult, Results, ScreenResult, ToolResult } from './results.ts';
import { type Sample, spread } from './statistics.ts';
import { type Finding, OWN } from './tools.ts';

/** The page that people read. `remarks` is what no program can say: why something falls short. */
export function reportOf(results: Results, remarks: string): string {
  const parts = [
    '# Benchmark results',
    `Written by \`npm run bench${results.quick ? ' -- --quick' : ''}\`; how to read it stands in [README.md](README.md).`,
    machineTable(results),
    '## Goals',
    goalTable(goalsOf(results)),
    remarks === '' ? '' : `## Remarks\n\n${remarks}`,
    '## Captures',
    captureTable(results.captures),
    ...results.captures.map((capture) => toolSection(results, capture)),
    '## Our program from small to large',
    scaleTable(results),
    '## First screen',
    screenTable(results.screen),
    '## Keys',
    interactionTable(results.interactions),
    skippedList(results.skipped),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function machineTable({ date, machine, versions, quick }: Results): string {
  const rows: string[][] = [
    ['date', date],
    ['kind of run', quick ? 'quick: small captures, one run, only to see that it works' : 'full'],
    ['processor', `${machine.processor}, ${machine.cores} cores`],
    ['bound to', machine.pinnedTo === undefined ? 'no core' : `core ${machine.pinnedTo}, every tool`],
    ['memory', `${(machine.memory / 1e9).toFixed(1)} GB`],
    ['system', machine.system],
    ['Node', machine.node],
    ...(machine.commit === undefined ? [] : [['commit', machine.commit]]),
    ...Object.entries(versions).map(([tool, version]) => [tool, version]),
  ];
  return table(['', ''], rows);
}

function goalTable(goals: readonly Goal[]): string {
  return table(
    ['goal', 'wanted', 'measured', ''],
    goals.map((goal) => [goal.title, goal.wanted, goal.measured ?? 'not measured', verdict(goal)]),
  );
}

function verdict({ reached, isDoubtful }: Goal): string {
  if (reached === undefined) return '';
  if (isDoubtful) return '**does not count: it did not find everything**';
  return reached >= 1 ? 'reached' : `**missed by ${((1 - reached) * 100).toFixed(0)} %**`;
}

function captureTable(captures: readonly CaptureSummary[]): string {
  return table(
    ['capture', 'MB', 'frames', 'SIP messages', 'Call-IDs', 'BIN packets', 'seconds', 'measured'],
    captures.map((one) => [
      one.name,
      (one.fileBytes / 1e6).toFixed(1),
      grouped(one.frames),
      grouped(one.sip),
      grouped(one.callIds),
      grouped(one.bin),
      one.duration.toFixed(0),
      one.measured,
    ]),
  );
}

function toolSection(results: Results, { name }: CaptureSummary): string {
  const rows = results.tools.filter((one) => one.capture === name);
  if (rows.length === 0) return '';
  const own = rows.find((one) => one.tool === OWN);
  const heads = ['', 'frames/s', 'messages/s', 'wall s', '± %', 'CPU s', 'peak MB', 'times as long', 'runs'];
  const lines = rows.map((row) => [
    row.tool,
    grouped(row.framesPerSecond),
    seesNothing(row) ? 'sees none' : grouped(row.messagesPerSecond),
    row.wall.median.toFixed(2),
    (spread(row.wall) * 100).toFixed(0),
    row.cpu?.median.toFixed(2) ?? '',
    megabytes(row.peak),
    own === undefined ? '' : (row.wall.median / own.wall.median).toFixed(1),
    `${row.wall.count}`,
  ]);
  const commands = rows.map((row) => `- ${row.tool}: \`${row.shown}\``);
  return [`### ${name}`, table(heads, lines), commands.join('\n'), disagreements(rows)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Which tool did not find everything that is in the file. */
function disagreements(rows: readonly ToolResult[]): string {
  const lines = rows.flatMap((row) => row.findings.map((finding) => sentence(row.tool, finding)));
  return lines.filter((line) => line !== '').join('\n');
}

/** It reads the frames and finds none of what is in them. */
function seesNothing({ findings }: ToolResult): boolean {
  return findings.length > 0 && findings.every(({ found }) => found === 0);
}

function sentence(tool: string, { what, found, wanted }: Finding): string {
  if (found === 0 && wanted === 0) return '';
  if (found === wanted) return `- ${tool} finds all ${grouped(wanted)} ${what}.`;
  const verb = found < wanted ? 'fewer' : 'more';
  const by = Math.abs(found - wanted);
  return `- **${tool} finds ${grouped(found)} of ${grouped(wanted)} ${what}: ${grouped(by)} ${verb}.**`;
}

function scaleTable(results: Results): string {
  const rows = results.tools.filter((one) => one.tool === OWN);
  if (rows.length === 0) return 'Not measured.';
  return table(
    ['capture', 'µs a message', 'messages/s', 'bytes a message', 'resident MB', 'heap MB', 'MB/s read'],
    rows.map((row) => {
      const bytes = bytesPerMessage(results, row);
      const file = results.captures.find((one) => one.name === row.capture)?.fileBytes ?? 0;
      const isEmpty = row.own?.messages === 0;
      return [
        row.capture,
        isEmpty ? '' : (costPerMessage(results, row) * 1e6).toFixed(2),
        grouped(row.messagesPerSecond),
        isEmpty || bytes === undefined ? '' : bytes.toFixed(0),
        ((row.own?.rss ?? 0) / 1e6).toFixed(0),
        ((row.own?.heapUsed ?? 0) / 1e6).toFixed(0),
        (file / 1e6 / row.wall.median).toFixed(0),
      ];
    }),
  );
}

function screenTable(screen: ScreenResult | undefined): string {
  if (screen === undefined) return 'Not measured.';
  const row = (title: string, sample: Sample | undefined): string[] => [
    title,
    sample?.median.toFixed(0) ?? 'never',
    sample === undefined ? '' : `${sample.least.toFixed(0)} to ${sample.most.toFixed(0)}`,
  ];
  return table(
    [`${screen.capture}, ${screen.runs} runs`, 'median', 'range'],
    [
      row('first output, ms', screen.firstOutput),
      row('rows of flows on the screen, ms', screen.firstScreen),
      row('progress has moved, ms', screen.progressMoved),
      row('longest standstill of the progress, ms', screen.longestStandstill),
      row('steps of the progress seen', screen.progressSteps),
    ],
  );
}

function interactionTable(interactions: readonly InteractionResult[]): string {
  if (interactions.length === 0) return 'Not measured.';
  const heads = ['median ms', '95 %', 'most', 'processor ms a frame', 'a key', 'bytes a frame', 'idle %'];
  return table(
    ['', ...heads, 'messages/s taken in'],
    interactions.map((one) => [
      `${one.view}, ${one.columns}x${one.rows}${one.load === 0 ? '' : `, ${grouped(one.load)} frames/s`}`,
      one.median.toFixed(1),
      one.p95.toFixed(1),
      one.most.toFixed(1),
      one.frame.toFixed(1),
      one.load === 0 ? one.cpuPerKey.toFixed(1) : '',
      one.bytesPerFrame.toFixed(0),
      one.idle?.toFixed(1) ?? '',
      one.load === 0 ? '' : grouped(one.taken),
    ]),
  );
}

function skippedList(skipped: readonly string[]): string {
  return skipped.length === 0 ? '' : `## Not measured\n\n${skipped.map((line) => `- ${line}`).join('\n')}`;
}

function megabytes(sample: Sample | undefined): string {
  return sample === undefined ? '' : (sample.median / 1e6).toFixed(0);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line(heads),
    `|${heads.map((_, at) => (at === 0 ? '---' : '---:')).join('|')}|`,
    ...rows.map(line),
  ].join('\n');
}
