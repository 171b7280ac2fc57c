import type { Capture } from './captures.ts';
import { type ChildRun, pinned, runChild } from './child-run.ts';
import { type ScreenTimes, watchScreen } from './first-screen.ts';
import { measureInteraction, messagesOn } from './interaction.ts';
import type { InteractionResult, ScreenResult, ToolResult } from './results.ts';
import { type Sample, summarise } from './statistics.ts';
import { OWN, type OwnReport, ownReport, type Tool } from './tools.ts';

/** A tool, and how often at most it is run on a capture: slow ones need not waste the day. */
export interface Contestant {
  readonly tool: Tool;
  readonly mostRuns: number;
}

export interface BenchSettings {
  readonly runs: number;
  readonly core: number | undefined;
  readonly report: (line: string) => void;
}

/** Runs the tools on a capture in turn, so that what disturbs the machine disturbs all of them. */
export async function compare(
  capture: Capture,
  contestants: readonly Contestant[],
  { runs, core, report }: BenchSettings,
  skipped: string[],
): Promise<readonly ToolResult[]> {
  const all = new Map<Tool, ChildRun[]>();
  const failed = new Set<Tool>();
  for (let round = 0; round < runs; round++) {
    for (const { tool, mostRuns } of contestants) {
      if (round >= mostRuns || failed.has(tool)) continue;
      const run = await runChild(tool.command(capture.path), tool.unbound === true ? {} : { core });
      const reason = failure(tool, run);
      if (reason !== undefined) {
        failed.add(tool);
        skipped.push(`${tool.name} on ${capture.name}: ${reason}`);
        report(`${capture.name}: ${tool.name}: ${reason}`);
        continue;
      }
      all.set(tool, [...(all.get(tool) ?? []), run]);
      report(`${capture.name}: ${tool.name}: ${run.wall.toFixed(2)} s`);
    }
  }
  return [...all].map(([tool, done]) => toResult(tool, capture, done));
}

function failure(tool: Tool, run: ChildRun): string | undefined {
  const said = run.errors.trim().split('\n').at(-1) ?? '';
  if (run.status !== 0) return `ended with ${run.status ?? 'a signal'}${said === '' ? '' : `: ${said}`}`;
  if (tool.name === OWN && ownReport(run) === undefined) return 'did not report what it found';
  return undefined;
}

function toResult(tool: Tool, { name, truth }: Capture, runs: readonly ChildRun[]): ToolResult {
  const wall = summarise(runs.map((run) => run.wall));
  const [first] = runs;
  return {
    tool: tool.name,
    capture: name,
    shown: tool.shown,
    wall,
    cpu: summariseKnown(runs.map((run) => run.cpu)),
    peak: summariseKnown(runs.map((run) => run.peak)),
    framesPerSecond: truth.frames / wall.median,
    messagesPerSecond: truth.messages / wall.median,
    findings: first === undefined ? [] : tool.findings(first, truth),
    own: medianReport(runs.map(ownReport)),
  };
}

function medianReport(reports: readonly (OwnReport | undefined)[]): OwnReport | undefined {
  const known = reports.filter((report) => report !== undefined);
  const [first] = known;
  if (first === undefined) return undefined;
  const median = (name: 'seconds' | 'rss' | 'heapUsed'): number =>
    summarise(known.map((report) => report[name])).median;
  return { ...first, seconds: median('seconds'), rss: median('rss'), heapUsed: median('heapUsed') };
}

function summariseKnown(values: readonly (number | undefined)[]): Sample | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : summarise(known);
}

/** Opens the capture in the terminal interface, again and again. Undefined where no screen ever came. */
export async function measureScreen(
  capture: Capture,
  program: readonly string[],
  { runs, core, report }: BenchSettings,
): Promise<ScreenResult | undefined> {
  const times: ScreenTimes[] = [];
  for (let round = 0; round < runs; round++) {
    const seen = await watchScreen({ command: pinned([...program, capture.path], core), watch: 6 });
    report(`${capture.name}: first screen ${seen.firstScreen?.toFixed(0) ?? 'never'} ms`);
    if (seen.firstScreen === undefined) break;
    times.push(seen);
  }
  if (times.length === 0) return undefined;
  const sample = (name: keyof Omit<ScreenTimes, 'lastRows'>): Sample | undefined =>
    summariseKnown(times.map((time) => time[name]));
  return {
    capture: capture.name,
    firstOutput: sample('firstOutput'),
    firstScreen: sample('firstScreen'),
    progressMoved: sample('progressMoved'),
    longestStandstill: sample('longestStandstill'),
    progressSteps: sample('progressSteps'),
    runs: times.length,
  };
}

/** Frames a second that come in while keys are pressed, after so many messages were loaded. */
const LOAD = 50_000;
const LOADED = 1_000_000;
const SIZES = [
  { columns: 120, rows: 40 },
  { columns: 250, rows: 70 },
];
/** In each view. */
const KEYS = 60;
const CLOCK = '--import ./bench/measure/frame-clock.mjs';

/** Goes through the views once all of a capture is loaded. */
export function measureQuiet(
  capture: Capture,
  program: string,
  settings: BenchSettings,
): Promise<readonly InteractionResult[]> {
  const isReady = (rows: readonly string[]): boolean =>
    !/reading|decoding|analysing|filtering/.test(rows.join(' ')) && messagesOn(rows) > 0;
  const command = `exec ${process.execPath} ${CLOCK} ${program} ${capture.path}`;
  return goThrough(capture, { command, isReady, load: 0 }, settings);
}

/**
 * The same after a million messages, while the frames after them come in as from an interface: the capture
 * has to be so long that they last until all views are measured.
 */
export function measureLoaded(
  capture: Capture,
  program: string,
  settings: BenchSettings,
): Promise<readonly InteractionResult[]> {
  const { path, truth } = capture;
  const loaded = Math.min(LOADED, truth.messages / 3);
  const first = Math.floor((truth.frames * loaded) / truth.messages);
  const feed = `${process.execPath} --import tsx bench/measure/feed.ts ${path} ${first} ${LOAD}`;
  const isReady = (rows: readonly string[]): boolean => messagesOn(rows) >= loaded;
  // The ring holds all of them: what it costs to forget is not measured here.
  const command = `${feed} | ${process.execPath} ${CLOCK} ${program} --ring 60x100MB -`;
  return goThrough(capture, { command, isReady, load: LOAD }, settings);
}

interface Case {
  readonly command: string;
  readonly isReady: (rows: readonly string[]) => boolean;
  readonly load: number;
}

async function goThrough(
  { name }: Capture,
  { command, isReady, load }: Case,
  { report }: BenchSettings,
): Promise<readonly InteractionResult[]> {
  const results: InteractionResult[] = [];
  for (const size of SIZES) {
    const options = { command, ...size, isReady, patience: 300, keys: KEYS, idles: load === 0 };
    for (const seen of await measureInteraction(options)) {
      report(`${seen.view}, ${size.columns}x${size.rows}, load ${load}: ${seen.p95.toFixed(1)} ms`);
      results.push({ ...seen, capture: name, load });
    }
  }
  return results;
}
