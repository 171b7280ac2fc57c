import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { generate } from '../traffic/generate.ts';
import { type Kind, type TrafficOptions, trafficOptions } from '../traffic/options.ts';
import { GENERATOR_VERSION, type TruthRecord } from '../traffic/truth.ts';

export interface Capture {
  readonly name: string;
  readonly path: string;
  readonly truth: TruthRecord;
}

/** Generated captures, kept from run to run. */
export class CaptureShelf {
  private readonly folder: string;
  private readonly seed: number;
  private readonly report: (line: string) => void;

  constructor(folder: string, seed: number, report: (line: string) => void) {
    this.folder = folder;
    this.seed = seed;
    this.report = report;
    mkdirSync(folder, { recursive: true });
  }

  async get(kind: Kind, messages: number): Promise<Capture> {
    const name = messages === 0 ? 'empty' : `${kind}-${shortNumber(messages)}`;
    const path = join(this.folder, `${name}.pcap`);
    const options = trafficOptions({ kind, messages, seed: this.seed });
    const known = readTruth(path, options);
    if (known !== undefined) return { name, path, truth: known };
    this.report(`generating ${path}`);
    const truth = await generate(path, options);
    writeFileSync(`${path}.json`, `${JSON.stringify(truth, null, 2)}\n`);
    return { name, path, truth };
  }
}

/** What stands beside a file that was made with these options, and is whole. */
function readTruth(path: string, options: TrafficOptions): TruthRecord | undefined {
  if (!existsSync(path) || !existsSync(`${path}.json`)) return undefined;
  const truth = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as TruthRecord;
  const isSame = truth.generator === GENERATOR_VERSION && isDeepStrictEqual(truth.options, { ...options });
  return isSame && statSync(path).size === truth.fileBytes ? truth : undefined;
}

/** 100k, 1M. */
function shortNumber(count: number): string {
  if (count >= 1e6) return `${count / 1e6}M`;
  return count >= 1000 ? `${count / 1000}k` : `${count}`;
}
