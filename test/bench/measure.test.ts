import { describe, expect, test, vi } from 'vitest';
import { runChild } from '../../bench/measure/child-run.ts';
import { hasMessageRows, shownPercentage, watchScreen } from '../../bench/measure/first-screen.ts';
import { goalsOf } from '../../bench/measure/goals.ts';
import { reportOf } from '../../bench/measure/report.ts';
import type { InteractionResult, Results, ToolResult } from '../../bench/measure/results.ts';
import { type Sample, spread, summarise } from '../../bench/measure/statistics.ts';
import { ownReport, sngrepTool, tsharkTool } from '../../bench/measure/tools.ts';
import type { TruthRecord } from '../../bench/traffic/truth.ts';

const FAKE = new URL('fake-program.mjs', import.meta.url).pathname;

test('median and spread', () => {
  expect(summarise([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3, count: 3 });
  expect(summarise([4, 1, 2, 3]).median).toBe(2.5);
  expect(spread(summarise([1, 2, 3]))).toBe(0.5);
  expect(() => summarise([])).toThrow();
});

const hasProc = process.platform === 'linux';

describe.each([false, true])('a program, without GNU time: %s', (withoutTime) => {
  test.runIf(hasProc)('costs memory and time', async () => {
    const busy =
      'const kept = Buffer.alloc(3e7, 1); const end = Date.now() + 80; while (Date.now() < end); console.log(kept.length)';
    const run = await runChild([process.execPath, '-e', busy], { withoutTime });
    expect(run).toMatchObject({ status: 0, output: '30000000\n' });
    expect(run.wall).toBeGreaterThan(0.08);
    expect(run.cpu).toBeGreaterThan(0.04);
    expect(run.peak).toBeGreaterThan(5e7);
  });

  test('that fails, or does not end', async () => {
    const failing = await runChild([process.execPath, '-e', 'console.error("no"); process.exit(3)'], {
      withoutTime,
    });
    expect(failing.status).toBe(3);
    expect(failing.errors).toContain('no');
    const hanging = [process.execPath, '-e', 'setInterval(() => {}, 1000)'];
    const stopped = await runChild(hanging, { withoutTime, timeout: 0.2 });
    expect(stopped.status).not.toBe(0);
    expect(stopped.wall).toBeLessThan(3);
  });
});

test('a measured program does not spend time on what is asked of every Node.js here', async () => {
  vi.stubEnv('NODE_EXTRA_CA_CERTS', '/certificates/of/a/company.pem');
  vi.stubEnv('NODE_OPTIONS', '--no-deprecation');
  try {
    const asked = 'process.env.NODE_EXTRA_CA_CERTS, process.env.NODE_OPTIONS, typeof process.env.PATH';
    const run = await runChild([process.execPath, '-p', `[${asked}].join(" ")`]);
    expect(run.output).toBe('  string\n');
  } finally {
    vi.unstubAllEnvs();
  }
});

const hasTerminal = await import('@lydell/node-pty').then(
  () => true,
  () => false,
);

describe.skipIf(!hasTerminal)('the first screen', () => {
  test('is seen with its progress', async () => {
    const command = [process.execPath, FAKE, 'file.pcap'];
    const seen = await watchScreen({ command, watch: 0.3 });
    expect(seen.firstOutput).toBeGreaterThan(0);
    expect(seen.firstScreen).toBeGreaterThan((seen.firstOutput ?? 0) + 20);
    expect(seen.progressMoved).toBeGreaterThan(0);
    expect(seen.progressSteps).toBeGreaterThan(2);
    expect(seen.longestStandstill).toBeLessThan(400);
    expect(seen.lastRows[2]).toContain('INVITE');
  });

  test('never comes where no rows of messages appear', async () => {
    const seen = await watchScreen({ command: [process.execPath, FAKE, 'nothing'], timeout: 1 });
    expect(seen.firstOutput).toBeGreaterThan(0);
    expect(seen.firstScreen).toBeUndefined();
    expect(seen.progressSteps).toBe(0);
  });

  test('ends a program that does not listen', async () => {
    const command = [process.execPath, FAKE, 'deaf'];
    const seen = await watchScreen({ command, watch: 0.05, patience: 0.1, isThere: () => true });
    expect(seen.firstScreen).toBe(seen.firstOutput);
  });

  test('is told from a title and a hint', () => {
    expect(hasMessageRows(['syncgrep INVITE', '', '/ filter: method:BYE'])).toBe(false);
    expect(hasMessageRows(['INVITE sip:1', '200 REGISTER', 'usrloc-contact-repl'])).toBe(true);
    expect(shownPercentage(['', 'read 12.5 % of 1 GB'])).toBe(12.5);
    expect(shownPercentage(['100 messages'])).toBeUndefined();
  });
});

function run(output: string) {
  return { wall: 1, cpu: 1, peak: 1, output, errors: '', status: 0 };
}

describe('what tools say they found', () => {
  const truth = {
    sip: { messages: 4, udpRetransmissions: 1, callIds: 3 },
    bin: { packets: 7 },
  } as unknown as TruthRecord;

  test('tshark: a line a frame, several messages separated by commas', () => {
    const [sip, bin] = tsharkTool().findings(run('a@b\nc,d\n\na@b\ne@f\n'), truth);
    expect(sip).toMatchObject({ found: 5, wanted: 5 });
    expect(bin).toMatchObject({ found: 0, wanted: 7 });
  });

  test('sngrep: the last count of dialogs', () => {
    const [sip] = sngrepTool().findings(run('\rDialog count: 1\rDialog count: 3'), truth);
    expect(sip).toMatchObject({ found: 3, wanted: 3 });
  });

  test('our program: one line of JSON, or nothing', () => {
    expect(ownReport(run('{"frames":2,"messages":1}\n'))).toMatchObject({ messages: 1 });
    expect(ownReport(run('usage: ...\n'))).toBeUndefined();
  });
});

function once(value: number): Sample {
  return summarise([value]);
}

function result(tool: string, capture: string, messages: number, wall: number, rss = 0): ToolResult {
  const own = {
    frames: messages,
    messages,
    sip: messages,
    bin: 0,
    bytes: 0,
    seconds: wall,
    rss,
    heapUsed: 0,
  };
  return {
    tool,
    capture,
    shown: tool,
    wall: once(wall),
    cpu: undefined,
    peak: undefined,
    framesPerSecond: messages / wall,
    messagesPerSecond: messages / wall,
    findings: [],
    own: tool === 'syncgrep' ? own : undefined,
  };
}

function interaction(known: Partial<InteractionResult>): InteractionResult {
  const size = { columns: 250, rows: 70 };
  const rest = { median: 5, most: 30, bytesPerFrame: 8000, load: 0, p95: 0, frame: 0, cpuPerKey: 0 };
  const none = { idle: undefined, fullClears: 0, taken: 0 };
  return { capture: 'mixed-1.35M', view: 'flows', ...size, ...rest, ...none, ...known };
}

describe('goals', () => {
  const summary = {
    fileBytes: 1,
    frames: 1,
    callIds: 1,
    duration: 1,
    sip: 1,
    bin: 0,
    measured: '2026-01-02 03:04, abc1234',
  };
  const results: Results = {
    version: 1,
    date: '2026-01-02 03:04',
    quick: false,
    machine: {
      processor: 'p',
      cores: 2,
      memory: 1e9,
      system: 's',
      node: 'v20',
      commit: undefined,
      pinnedTo: 1,
    },
    versions: { tshark: '4' },
    captures: [
      { name: 'sip-100k', messages: 100_000, ...summary },
      { name: 'sip-5M', messages: 5_000_000, ...summary },
      { name: 'bin-1M', messages: 1_000_000, ...summary },
    ],
    tools: [
      result('syncgrep', 'empty', 0, 0.1, 50e6),
      result('syncgrep', 'sip-100k', 100_000, 0.3, 70e6),
      result('sngrep', 'sip-100k', 100_000, 3, 0),
      result('tshark', 'sip-100k', 100_000, 1.8, 0),
      result('syncgrep', 'sip-5M', 5_000_000, 10.1, 550e6),
      result('syncgrep', 'bin-1M', 1_000_000, 5, 250e6),
      result('syncgrep nodes', 'bin-1M', 1_000_000, 6, 250e6),
      result('syncgrep flows', 'bin-1M', 1_000_000, 10, 250e6),
    ],
    screen: undefined,
    interactions: [
      interaction({ load: 0, p95: 8, frame: 5, idle: 0.5 }),
      interaction({ load: 50_000, p95: 20, frame: 3 }),
    ],
    skipped: ['something'],
  };

  test('are held against the measurements', () => {
    const reached = Object.fromEntries(
      goalsOf(results).map((goal) => [goal.title.split(',')[0], goal.reached]),
    );
    expect(reached).toEqual({
      'SIP capture: times as fast as sngrep': 1.25,
      'SIP capture: times as fast as tshark': 0.5,
      'BIN packets a second': expect.closeTo(2 / 3),
      // 500 MB for 5 million messages.
      Memory: 2,
      // As long again as reading.
      'A report beyond reading': 0.5,
      'First screen of the largest mixed capture': undefined,
      'Progress from then on': undefined,
      // 2 µs a message in both.
      'Cost of a message': expect.closeTo(1.25),
      'Key to screen': 0.8,
      'Processor time for a frame': 0.8,
      'Full clears of the screen while keys are pressed': 100,
      'Processor while nothing happens': 2,
    });
  });

  test('the report says what is missed and by how much, and what was not measured', () => {
    const report = reportOf(results, 'A remark.');
    expect(report).toContain('times as fast as tshark | 12 | 6.0 (sip-100k) | **missed by 50 %**');
    expect(report).toContain('times as fast as sngrep | 8 | 10.0 (sip-100k) | reached');
    expect(report).toContain('- something');
    expect(report).toContain('A remark.');
    expect(report).not.toMatch(/undefined|NaN/);
  });

  test('a tool that finds less is named', () => {
    const findings = [{ what: 'SIP messages', found: 9, wanted: 10 }];
    const [first, second, ...rest] = results.tools;
    if (first === undefined || second === undefined) throw new Error('no results');
    const report = reportOf({ ...results, tools: [first, { ...second, findings }, ...rest] }, '');
    expect(report).toContain('**syncgrep finds 9 of 10 SIP messages: 1 fewer.**');
    expect(report).toMatch(/as fast as sngrep .*does not count/);
  });
});
