/** One program at one rate. */
export interface LoadStep {
  readonly name: string;
  /** Messages a second that were sent. */
  readonly rate: number;
  readonly sent: number;
  /** What it found; undefined where it did not say. */
  readonly count: number | undefined;
  /** What it says was lost. */
  readonly dropped: number | undefined;
}

export interface SoakSample {
  /** Since the beginning. */
  readonly seconds: number;
  /** Bytes in memory. */
  readonly resident: number;
}

export interface LiveResults {
  readonly steps: readonly LoadStep[];
  readonly soak:
    | {
        readonly rate: number;
        readonly seconds: number;
        readonly sent: number;
        readonly samples: readonly SoakSample[];
        /** What the program said at its end. */
        readonly said: readonly string[];
      }
    | undefined;
}

/** The results as a page. */
export function liveReport({ steps, soak }: LiveResults): string {
  return [
    '# Live capture under load',
    '',
    'Written by `npx tsx bench/live/run.ts` (see [README.md](README.md)): SIP over UDP on the loopback interface,',
    'sender and receiver on the same machine, at rising rates until something is missing.',
    '',
    '| program | sent a second | sent | found | missing | lost, as it says |',
    '|---|---:|---:|---:|---:|---:|',
    ...steps.map(({ name, rate, sent, count, dropped }) => {
      const missing = count === undefined ? '?' : grouped(sent - count);
      const cells = [name, grouped(rate), grouped(sent), said(count), missing, said(dropped)];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
    ...(soak === undefined ? [] : soakLines(soak)),
  ].join('\n');
}

function soakLines({
  rate,
  seconds,
  sent,
  samples,
  said: words,
}: NonNullable<LiveResults['soak']>): string[] {
  return [
    '## Soak',
    '',
    `${grouped(rate)} messages a second for ${(seconds / 60).toFixed(0)} minutes (${grouped(sent)} sent), with a ring of 10 x 50 MB:`,
    '',
    '| minutes | resident MB |',
    '|---:|---:|',
    ...samples.map((one) => `| ${(one.seconds / 60).toFixed(1)} | ${(one.resident / 1e6).toFixed(0)} |`),
    '',
    'What it said at its end:',
    '',
    '```',
    ...words,
    '```',
    '',
  ];
}

function said(value: number | undefined): string {
  return value === undefined ? 'not told' : grouped(value);
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}
