import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contestant, contestants, Running } from './contestants.ts';
import { type LiveResults, type LoadStep, liveReport, type SoakSample } from './live-report.ts';

const USAGE = `usage: npx tsx bench/live/run.ts [--rates 5000,10000,...] [--seconds 5] [--only NAME] [--soak MINUTES --rate N]

SIP over UDP on the loopback interface at rising rates, captured by each backend, tcpdump -w and sngrep (as
root). With --soak, one capture by "auto" for so many minutes at a rate, and its memory. Writes bench/LIVE.md.
`;

const [FROM, TO, PORT] = ['127.77.0.1', '127.77.0.2', 26_060];
/** Milliseconds for a program to begin, and to take what is on its way. */
const SETTLES = 2500;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rates: { type: 'string' },
      seconds: { type: 'string' },
      soak: { type: 'string' },
      rate: { type: 'string' },
      only: { type: 'string' },
      program: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const program = values.program ?? 'dist/syncgrep.js';
  const before = storedResults();
  const seconds = Number(values.seconds ?? 5);
  const rates = (values.rates ?? '5000,10000,20000,30000,40000,60000').split(',').map(Number);
  const chosen = contestants(program).filter(({ name }) => name.startsWith(values.only ?? ''));
  const others = before.steps.filter((step) => !chosen.some(({ name }) => name === step.name));
  const results: LiveResults =
    values.soak === undefined
      ? { ...before, steps: [...others, ...(await climb(chosen, rates, seconds))] }
      : { ...before, soak: await soak(program, Number(values.rate ?? 5000), Number(values.soak) * 60) };
  writeFileSync('bench/live.json', `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync('bench/LIVE.md', liveReport(results));
}

function storedResults(): LiveResults {
  try {
    return JSON.parse(readFileSync('bench/live.json', 'utf8'));
  } catch {
    return { steps: [], soak: undefined };
  }
}

/** Each one at rising rates, until it loses something. */
async function climb(
  all: readonly Contestant[],
  rates: readonly number[],
  seconds: number,
): Promise<readonly LoadStep[]> {
  const steps: LoadStep[] = [];
  for (const contestant of all) {
    for (const rate of rates) {
      const step = await loaded(contestant, rate, seconds);
      process.stderr.write(`${JSON.stringify(step)}\n`);
      steps.push(step);
      if (step.count === undefined || step.count < step.sent) break;
    }
  }
  return steps;
}

async function loaded(contestant: Contestant, rate: number, seconds: number): Promise<LoadStep> {
  const folder = mkdtempSync(join(tmpdir(), 'syncgrep-load-'));
  const running = new Running(contestant.command(PORT, folder));
  await pause(SETTLES);
  const sent = await send(rate, seconds);
  await pause(SETTLES);
  await running.stop();
  const step = {
    name: contestant.name,
    rate: sent / seconds,
    sent,
    ...contestant.captured(running.errors, folder),
  };
  rmSync(folder, { recursive: true, force: true });
  return step;
}

/** Sends for so many seconds to a socket that is there; returns how many messages were sent. */
async function send(rate: number, seconds: number): Promise<number> {
  const sink = createSocket('udp4');
  sink.bind(PORT, TO);
  const args = ['--import', 'tsx', 'bench/live/udp-load.ts', FROM, TO, PORT, rate, seconds].map(String);
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  await once(child, 'close');
  sink.close();
  return Number(said);
}

async function soak(program: string, rate: number, seconds: number): Promise<LiveResults['soak']> {
  const command = [process.execPath, program, 'flows', '-d', 'lo', '--sip-port', `${PORT}`];
  const running = new Running([...command, '--ring', '10x50MB']);
  await pause(SETTLES);
  const samples: SoakSample[] = [];
  const begun = performance.now();
  const timer = setInterval(() => {
    const resident = residentOf(running.process.pid ?? 0);
    samples.push({ seconds: Math.round((performance.now() - begun) / 1000), resident });
    process.stderr.write(`${JSON.stringify(samples.at(-1))}\n`);
  }, 30_000);
  const sent = await send(rate, seconds);
  clearInterval(timer);
  await pause(SETTLES);
  await running.stop();
  process.stderr.write(running.errors);
  return { rate, seconds, sent, samples, said: running.errors.trim().split('\n') };
}

/** Bytes of memory that a process has; proc(5), VmRSS. */
function residentOf(pid: number): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

await main();
