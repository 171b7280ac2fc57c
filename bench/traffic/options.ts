import { parseArgs } from 'node:util';

export const KINDS = ['sip', 'bin', 'mixed'] as const;
export type Kind = (typeof KINDS)[number];

/** What to generate. The same options give the same bytes. */
export interface TrafficOptions {
  readonly kind: Kind;
  /** Generation ends with the event that makes so many messages (SIP messages plus BIN packets). */
  readonly messages: number;
  readonly seed: number;
  /** OpenSIPS release whose BIN layouts the nodes use: a branch, or `master`. */
  readonly release: string;
  readonly format: 'pcap' | 'pcapng';
  readonly gzip: boolean;
  readonly link: 'ethernet' | 'cooked';
  /** SIP messages a second, on average; BIN follows from what the SIP traffic causes. */
  readonly rate: number;
  /** RTP packets a direction of each answered call. */
  readonly rtp: number;
}

/** Messages a second: a busy platform; denser where only the BIN packets are kept. */
const RATES: Readonly<Record<Kind, number>> = { sip: 2000, bin: 8000, mixed: 3000 };

export function trafficOptions(
  given: Partial<TrafficOptions> & Pick<TrafficOptions, 'kind'>,
): TrafficOptions {
  return {
    messages: 100_000,
    seed: 1,
    release: '3.4',
    format: 'pcap',
    gzip: false,
    link: 'ethernet',
    rate: RATES[given.kind],
    rtp: 0,
    ...given,
  };
}

export const USAGE = `usage: npx tsx bench/generate.ts --kind sip|bin|mixed --out FILE
  --messages N      SIP messages and BIN packets, default 100000
  --seed N          default 1; the same seed gives the same bytes
  --release R       OpenSIPS release of the BIN layouts: 2.4 ... 4.0, master; default 3.4
  --rate N          SIP messages a second, default ${RATES.sip} (bin ${RATES.bin}, mixed ${RATES.mixed})
  --rtp N           RTP packets a direction of each answered call, default none
  --pcapng          instead of pcap
  --gzip            compressed
  --cooked          Linux cooked frames instead of Ethernet
Writes FILE, and FILE.json with the true counts.
`;

/** Reads the command line. Throws with one line for the user. */
export function parseTrafficOptions(args: readonly string[]): TrafficOptions & { readonly out: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kind: { type: 'string' },
      out: { type: 'string' },
      messages: { type: 'string' },
      seed: { type: 'string' },
      release: { type: 'string' },
      rate: { type: 'string' },
      rtp: { type: 'string' },
      pcapng: { type: 'boolean' },
      gzip: { type: 'boolean' },
      cooked: { type: 'boolean' },
    },
  });
  const kind = KINDS.find((one) => one === values.kind);
  if (kind === undefined) throw new Error(`--kind must be one of ${KINDS.join(', ')}`);
  if (values.out === undefined) throw new Error('--out FILE is missing');
  const numbers = { messages: values.messages, seed: values.seed, rate: values.rate, rtp: values.rtp };
  return {
    ...trafficOptions({
      kind,
      ...parseNumbers(numbers),
      ...(values.release === undefined ? {} : { release: values.release }),
      format: values.pcapng === true ? 'pcapng' : 'pcap',
      gzip: values.gzip === true,
      link: values.cooked === true ? 'cooked' : 'ethernet',
    }),
    out: values.out,
  };
}

function parseNumbers(
  texts: Readonly<Record<'messages' | 'seed' | 'rate' | 'rtp', string | undefined>>,
): Partial<Record<'messages' | 'seed' | 'rate' | 'rtp', number>> {
  const numbers: Partial<Record<'messages' | 'seed' | 'rate' | 'rtp', number>> = {};
  for (const name of ['messages', 'seed', 'rate', 'rtp'] as const) {
    const text = texts[name];
    if (text === undefined) continue;
    const number = Number(text.replaceAll('_', ''));
    if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} must be a number, not ${text}`);
    numbers[name] = number;
  }
  return numbers;
}
