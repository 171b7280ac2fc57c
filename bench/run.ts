import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import {
  type BenchSettings,
  type Contestant,
  compare,
  measureLoaded,
  measureQuiet,
  measureScreen,
} from './measure/bench-run.ts';
import { type Capture, CaptureShelf } from './measure/captures.ts';
import { hasTaskset, runChild } from './measure/child-run.ts';
import { describeMachine } from './measure/machine.ts';
import { reportOf } from './measure/report.ts';
import type {
  CaptureSummary,
  InteractionResult,
  Results,
  ScreenResult,
  ToolResult,
} from './measure/results.ts';
import {
  OWN,
  ownTool,
  REPORTS,
  readingTool,
  reportTool,
  sngrepTool,
  type Tool,
  tsharkBinTool,
  tsharkTool,
  unboundTool,
} from './measure/tools.ts';
import type { Kind } from './traffic/options.ts';

const USAGE = `usage: npm run bench -- [--quick] [--runs N] [--core N] [--only PART]
  --quick      captures of 100 thousand messages, one run: does it work?
  --runs N     runs of each tool, default 5; slow tools on large captures at most 3
  --core N     processor for all tools but one, default the last one
  --only PART  only captures whose name begins so: sip, bin, mixed, sip-1M
  --data DIR   where the captures are kept, default bench/data
  --program P  what is measured, default dist/syncgrep.js
  --out DIR    where RESULTS.md and results.json go, default bench
`;

/** Captures of a run, and who reads them. */
interface Race {
  readonly kind: Kind;
  readonly messages: number;
  readonly contestants: readonly Contestant[];
  /** Measure the first screen and the keys on it. */
  readonly screen?: boolean;
  /** Measure the keys while its last frames come in. */
  readonly loaded?: boolean;
}

const SLOW_RUNS = 3;
const REPORT_RUNS = 2;

function races(quick: boolean, program: string): readonly Race[] {
  const own = { tool: ownTool(program), mostRuns: Number.POSITIVE_INFINITY };
  const unbound = { tool: unboundTool(program), mostRuns: SLOW_RUNS };
  const reading = { tool: readingTool(), mostRuns: SLOW_RUNS };
  const sngrep = { tool: sngrepTool(), mostRuns: SLOW_RUNS };
  const tshark = { tool: tsharkTool(), mostRuns: SLOW_RUNS };
  const others = [sngrep, tshark];
  const othersOnBin = [
    { ...sngrep, mostRuns: 1 },
    { tool: tsharkBinTool(), mostRuns: 1 },
  ];
  const reports = REPORTS.map((report) => ({ tool: reportTool(program, report), mostRuns: REPORT_RUNS }));
  const analysed = [own, ...reports];
  const empty: Race = { kind: 'sip', messages: 0, contestants: [own] };
  if (quick) {
    return [
      empty,
      { kind: 'sip', messages: 100_000, contestants: [own, ...others, reading] },
      { kind: 'bin', messages: 100_000, contestants: [own, ...othersOnBin] },
      { kind: 'mixed', messages: 100_000, contestants: analysed, screen: true, loaded: true },
    ];
  }
  return [
    empty,
    { kind: 'sip', messages: 100_000, contestants: [own, ...others, reading] },
    { kind: 'sip', messages: 1_000_000, contestants: [own, unbound, ...others, reading] },
    { kind: 'sip', messages: 5_000_000, contestants: [{ ...own, mostRuns: SLOW_RUNS }] },
    { kind: 'bin', messages: 1_000_000, contestants: [own, ...othersOnBin, reading] },
    { kind: 'sip', messages: 300_000, contestants: [own, ...reports.slice(-1)] },
    { kind: 'bin', messages: 300_000, contestants: analysed },
    { kind: 'mixed', messages: 300_000, contestants: analysed },
    { kind: 'mixed', messages: 1_350_000, contestants: [own, unbound, reading], screen: true },
    // A million loaded, then a minute of frames at the rate of the goal.
    { kind: 'mixed', messages: 3_000_000, contestants: [], loaded: true },
  ];
}

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      runs: { type: 'string' },
      core: { type: 'string' },
      only: { type: 'string' },
      data: { type: 'string' },
      program: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const quick = values.quick === true;
  const core = hasTaskset ? Number(values.core ?? cpus().length - 1) : undefined;
  const report = (line: string): boolean => process.stderr.write(`${line}\n`);
  const settings: BenchSettings = { runs: quick ? 1 : Number(values.runs ?? 5), core, report };
  const plan: Plan = {
    quick,
    only: values.only ?? '',
    folder: values.data ?? 'bench/data',
    program: values.program ?? 'dist/syncgrep.js',
  };
  const out = values.out ?? 'bench';
  const measured = await measureAll(plan, settings);
  const results = plan.only === '' ? measured : withEarlier(measured, `${out}/results.json`);
  const remarks = existsSync('bench/REMARKS.md') ? readFileSync('bench/REMARKS.md', 'utf8').trim() : '';
  writeFileSync(`${out}/results.json`, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(`${out}/RESULTS.md`, reportOf(results, remarks));
  report(`written: ${out}/RESULTS.md, ${out}/results.json`);
}

interface Plan {
  readonly quick: boolean;
  readonly only: string;
  readonly folder: string;
  readonly program: string;
}

async function measureAll(plan: Plan, settings: BenchSettings): Promise<Results> {
  const { quick, only, program } = plan;
  const shelf = new CaptureShelf(plan.folder, 1, settings.report);
  const planned = races(quick, program);
  const tools = [...new Set(planned.flatMap((race) => race.contestants.map((one) => one.tool)))];
  const skipped = tools.filter((tool) => tool.version === undefined).map((tool) => tool.missing);
  const machine = describeMachine(settings.core);
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const measured = `${date}, ${machine.commit ?? 'commit unknown'}`;
  const results: ToolResult[] = [];
  const captures: CaptureSummary[] = [];
  let screen: ScreenResult | undefined;
  const interactions: InteractionResult[] = [];
  for (const race of planned) {
    const name = race.messages === 0 ? 'empty' : race.kind;
    if (race.messages > 0 && !`${name}-`.startsWith(only) && !only.startsWith(name)) continue;
    const capture = await shelf.get(race.kind, race.messages);
    if (race.messages > 0 && !capture.name.startsWith(only)) continue;
    if (race.messages > 0) captures.push({ ...summaryOf(capture), measured });
    const present = race.contestants.filter(({ tool }) => tool.version !== undefined);
    await intoMemory(capture);
    results.push(...(await compare(capture, present, settings, skipped)));
    if (!existsSync(program)) continue;
    if (race.screen === true) {
      screen = await screenOf(capture, program, settings, skipped);
      interactions.push(...(await measureQuiet(capture, program, settings)));
    }
    if (race.loaded === true) interactions.push(...(await measureLoaded(capture, program, settings)));
  }
  return {
    version: 1,
    date,
    quick,
    machine,
    versions: versionsOf(tools),
    captures,
    tools: results,
    screen,
    interactions,
    skipped: [...new Set(skipped)],
  };
}

/** Of captures that were left out, what an earlier run has measured stays; of each it is said from when it is. */
function withEarlier(results: Results, path: string): Results {
  if (!existsSync(path)) return results;
  const earlier = JSON.parse(readFileSync(path, 'utf8')) as Results;
  const isNew = (capture: string): boolean =>
    [...results.tools, ...results.interactions].some((one) => one.capture === capture);
  const captures = earlier.captures.filter(({ name }) => !isNew(name));
  return {
    ...results,
    versions: { ...earlier.versions, ...results.versions },
    captures: [...captures, ...results.captures],
    tools: [...earlier.tools.filter(({ capture }) => !isNew(capture)), ...results.tools],
    screen: results.screen ?? earlier.screen,
    interactions: [...earlier.interactions.filter(({ capture }) => !isNew(capture)), ...results.interactions],
  };
}

async function screenOf(
  capture: Capture,
  program: string,
  settings: BenchSettings,
  skipped: string[],
): Promise<ScreenResult | undefined> {
  const screen = await measureScreen(capture, [process.execPath, program], settings);
  if (screen === undefined) skipped.push(`first screen of ${capture.name}: no rows of messages appeared`);
  return screen;
}

/** Every tool finds the file in the page cache, the first one too. */
async function intoMemory({ path }: Capture): Promise<void> {
  const reading = readingTool();
  if (reading.version !== undefined) await runChild(reading.command(path));
}

function versionsOf(tools: readonly Tool[]): Readonly<Record<string, string>> {
  const known = tools.filter((tool) => tool.version !== undefined && tool.name !== OWN);
  return Object.fromEntries(known.map((tool) => [tool.name, tool.version ?? '']));
}

function summaryOf({ name, truth }: Capture): Omit<CaptureSummary, 'measured'> {
  const { fileBytes, frames, messages, duration } = truth;
  const { packets: bin } = truth.bin;
  const { messages: sip, callIds } = truth.sip;
  return { name, fileBytes, frames, messages, sip, bin, callIds, duration };
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
