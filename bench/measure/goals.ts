import { type InteractionResult, type Results, resultOf, type ToolResult } from './results.ts';
import { OWN, UNBOUND } from './tools.ts';

export interface Goal {
  readonly title: string;
  readonly wanted: string;
  /** Undefined where it was not measured. */
  readonly measured: string | undefined;
  /** 1 is the goal; below, the share of it that was reached. */
  readonly reached: number | undefined;
  /** Our program did not find what is in the capture: what it saved by that does not count. */
  readonly isDoubtful: boolean;
}

const TIMES_SNGREP = 8;
const TIMES_TSHARK = 12;
const BIN_PER_SECOND = 300_000;
const BYTES_PER_MESSAGE = 200;
/** Of the time that reading takes. */
const ANALYSIS = 0.5;
const FIRST_SCREEN = 250;
/** Of the large screen. */
const KEY_TO_SCREEN = 16;
const FRAME = 4;
/** None. */
const CLEARS = 1;
const IDLE = 1;
/** Progress counts as going on where it never stands still for so long, in milliseconds. */
const STANDSTILL = 1000;
/** A message of the largest capture may cost so much more than one of the smallest. */
const LINEAR_WITHIN = 1.25;

/** The goals, held against what was measured. */
export function goalsOf(results: Results): readonly Goal[] {
  return [
    timesFaster(results, 'sngrep', TIMES_SNGREP),
    timesFaster(results, 'tshark', TIMES_TSHARK),
    binRate(results),
    memory(results),
    analysis(results),
    firstScreen(results),
    progress(results),
    linearity(results),
    keyToScreen(results),
    frameCost(results),
    fullClears(results),
    idle(results),
  ];
}

function timesFaster(results: Results, tool: string, times: number): Goal {
  const goal = { title: `SIP capture: times as fast as ${tool}`, wanted: `${times}` };
  for (const capture of largestFirst(results, 'sip')) {
    const own = resultOf(results, OWN, capture);
    const other = resultOf(results, tool, capture);
    if (own === undefined || other === undefined) continue;
    const factor = other.wall.median / own.wall.median;
    const unbound = resultOf(results, UNBOUND, capture);
    const further =
      unbound && `, with all processors ${(other.wall.median / unbound.wall.median).toFixed(1)}`;
    const measured = `${factor.toFixed(1)} (${capture}${further ?? ''})`;
    return { ...goal, measured, reached: factor / times, isDoubtful: isIncomplete(own) };
  }
  return notMeasured(goal);
}

function binRate(results: Results): Goal {
  const goal = { title: 'BIN packets a second', wanted: grouped(BIN_PER_SECOND) };
  const own = largestOwn(results, 'bin');
  if (own === undefined) return notMeasured(goal);
  const measured = `${grouped(own.messagesPerSecond)} (${own.capture})`;
  return {
    ...goal,
    measured,
    reached: own.messagesPerSecond / BIN_PER_SECOND,
    isDoubtful: isIncomplete(own),
  };
}

/** Bytes a message: resident at the end, without what the program needs for an empty capture. */
export function bytesPerMessage(results: Results, result: ToolResult): number | undefined {
  const empty = resultOf(results, OWN, 'empty')?.own;
  if (result.own === undefined || empty === undefined || result.own.messages === 0) return undefined;
  return (result.own.rss - empty.rss) / result.own.messages;
}

function memory(results: Results): Goal {
  const goal = { title: 'Memory, bytes a message', wanted: `below ${BYTES_PER_MESSAGE}` };
  const own = largestOwn(results, 'sip');
  const bytes = own === undefined ? undefined : bytesPerMessage(results, own);
  if (own === undefined || bytes === undefined) return notMeasured(goal);
  const measured = `${bytes.toFixed(0)} (${own.capture})`;
  return {
    ...goal,
    measured,
    reached: BYTES_PER_MESSAGE / Math.max(bytes, 1),
    isDoubtful: isIncomplete(own),
  };
}

/** What the dearest report takes beyond the reading of the same capture. */
function analysis(results: Results): Goal {
  const goal = {
    title: 'A report beyond reading, times the reading, the dearest',
    wanted: `below ${ANALYSIS}`,
  };
  const shares = results.tools.flatMap((one) => {
    const own = one.tool.startsWith(`${OWN} `) ? resultOf(results, OWN, one.capture) : undefined;
    return own === undefined ? [] : [{ one, share: one.wall.median / own.wall.median - 1 }];
  });
  const dearest = shares.sort((a, b) => b.share - a.share)[0];
  if (dearest === undefined) return notMeasured(goal);
  const { one, share } = dearest;
  return {
    ...goal,
    measured: `${share.toFixed(1)} (${one.tool}, ${one.capture})`,
    reached: ANALYSIS / Math.max(share, 0.01),
    isDoubtful: false,
  };
}

function firstScreen({ screen }: Results): Goal {
  const goal = { title: 'First screen of the largest mixed capture, ms', wanted: `within ${FIRST_SCREEN}` };
  if (screen?.firstScreen === undefined) return notMeasured(goal);
  const { median } = screen.firstScreen;
  return {
    ...goal,
    measured: `${median.toFixed(0)} (${screen.capture})`,
    reached: FIRST_SCREEN / median,
    isDoubtful: false,
  };
}

function progress({ screen }: Results): Goal {
  const goal = { title: 'Progress from then on, longest standstill, ms', wanted: `within ${STANDSTILL}` };
  if (screen?.longestStandstill === undefined) return notMeasured(goal);
  const { median } = screen.longestStandstill;
  const steps = screen.progressSteps?.median ?? 0;
  return {
    ...goal,
    measured: `${median.toFixed(0)} (${steps.toFixed(0)} steps)`,
    reached: STANDSTILL / Math.max(median, 1),
    isDoubtful: false,
  };
}

/** Seconds a message without the start of the program. */
export function costPerMessage(results: Results, result: ToolResult): number {
  const start = resultOf(results, OWN, 'empty')?.wall.median ?? 0;
  const messages = result.messagesPerSecond * result.wall.median;
  return (result.wall.median - start) / messages;
}

function linearity(results: Results): Goal {
  const wanted = `within ${LINEAR_WITHIN}`;
  const goal = { title: 'Cost of a message, largest against smallest SIP capture', wanted };
  const own = largestFirst(results, 'sip')
    .map((capture) => resultOf(results, OWN, capture))
    .filter((one) => one !== undefined);
  const [largest] = own;
  const smallest = own.at(-1);
  if (largest === undefined || smallest === undefined || largest === smallest) return notMeasured(goal);
  const factor = costPerMessage(results, largest) / costPerMessage(results, smallest);
  return {
    ...goal,
    measured: `${factor.toFixed(2)} (${largest.capture} : ${smallest.capture})`,
    reached: LINEAR_WITHIN / factor,
    isDoubtful: isIncomplete(largest) || isIncomplete(smallest),
  };
}

function keyToScreen(results: Results): Goal {
  const goal = { title: 'Key to screen, 95th percentile, the slowest of the cases below, ms' };
  return atMost(goal.title, KEY_TO_SCREEN, results.interactions, ({ p95 }) => p95);
}

function frameCost({ interactions }: Results): Goal {
  return atMost(
    'Processor time for a frame, mean, the dearest view, ms',
    FRAME,
    interactions,
    ({ frame }) => frame,
  );
}

function fullClears({ interactions }: Results): Goal {
  return atMost(
    'Full clears of the screen while keys are pressed',
    CLEARS,
    interactions,
    (one) => one.fullClears,
  );
}

function idle({ interactions }: Results): Goal {
  const quiet = interactions.filter(({ load }) => load === 0);
  return atMost('Processor while nothing happens, %', IDLE, quiet, (one) => one.idle ?? 0);
}

function atMost(
  title: string,
  limit: number,
  interactions: readonly InteractionResult[],
  of: (interaction: InteractionResult) => number,
): Goal {
  const goal = { title, wanted: `below ${limit}` };
  const [first, ...others] = interactions;
  if (first === undefined) return notMeasured(goal);
  const worst = others.reduce((a, b) => (of(b) > of(a) ? b : a), first);
  const { view, columns, rows, load } = worst;
  const under = load === 0 ? '' : `, ${grouped(load)} frames/s`;
  const measured = `${of(worst).toFixed(1)} (${view}, ${columns}x${rows}${under})`;
  return { ...goal, measured, reached: limit / Math.max(of(worst), 0.01), isDoubtful: false };
}

function isIncomplete({ findings }: ToolResult): boolean {
  return findings.some(({ found, wanted }) => found !== wanted);
}

function largestOwn(results: Results, kind: string): ToolResult | undefined {
  for (const capture of largestFirst(results, kind)) {
    const own = resultOf(results, OWN, capture);
    if (own !== undefined) return own;
  }
  return undefined;
}

function largestFirst({ captures }: Results, kind: string): readonly string[] {
  return captures
    .filter((capture) => capture.name.startsWith(`${kind}-`))
    .sort((a, b) => b.messages - a.messages)
    .map((capture) => capture.name);
}

function notMeasured(goal: Pick<Goal, 'title' | 'wanted'>): Goal {
  return { ...goal, measured: undefined, reached: undefined, isDoubtful: false };
}

/** 1,234,567. */
export function grouped(number: number): string {
  return Math.round(number).toLocaleString('en-GB');
}
