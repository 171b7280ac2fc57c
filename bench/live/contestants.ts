import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

/** What somebody who captured has to tell. */
export interface Captured {
  /** Packets, or messages where that is what it counts. */
  readonly count: number | undefined;
  /** Packets that it says were lost before it saw them. */
  readonly dropped: number | undefined;
}

/** A program that captures SIP from the loopback interface. */
export interface Contestant {
  readonly name: string;
  readonly command: (port: number, folder: string) => readonly string[];
  /** After it has ended. */
  readonly captured: (errors: string, folder: string) => Captured;
}

function numberIn(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1]?.replaceAll(',', '');
  return found === undefined ? undefined : Number(found);
}

function own(backend: string, program: string): Contestant {
  return {
    name: `syncgrep, ${backend}`,
    command: (port) => [
      ...[process.execPath, program, 'packets', '-q', '-d', 'lo'],
      ...['--backend', backend, '--sip-port', `${port}`],
    ],
    captured: (errors) => ({
      count: numberIn(errors, /([\d,]+) messages? shown/),
      dropped: numberIn(errors, /lo: .*?([\d,]+) dropped/),
    }),
  };
}

function packetsIn(path: string): number | undefined {
  const { stdout } = spawnSync('tcpdump', ['-Z', 'root', '-r', path, '--count'], { encoding: 'utf8' });
  return statSync(path, { throwIfNoEntry: false }) === undefined
    ? undefined
    : numberIn(stdout, /(\d+) packets?/);
}

export function contestants(program: string): readonly Contestant[] {
  const file = (folder: string): string => join(folder, 'out.pcap');
  return [
    ...['tcpdump', 'dumpcap', 'cap'].map((backend) => own(backend, program)),
    {
      name: 'tcpdump -w',
      command: (port, folder) => ['tcpdump', '-i', 'lo', '-w', file(folder), `udp port ${port}`],
      captured: (errors) => ({
        count: numberIn(errors, /(\d+) packets? captured/),
        dropped: numberIn(errors, /(\d+) packets? dropped by kernel/),
      }),
    },
    {
      name: 'sngrep -N',
      // The filter word by word: in one, it would be what to look for in messages.
      command: (port, folder) => [
        ...['sngrep', '-N', '-q', '-d', 'lo', '-O', file(folder)],
        ...['udp', 'port', `${port}`],
      ],
      captured: (_, folder) => ({ count: packetsIn(file(folder)), dropped: undefined }),
    },
  ];
}

/** A contestant at work. */
export class Running {
  readonly process: ChildProcess;
  errors = '';
  private readonly ended: Promise<void>;

  constructor([command = '', ...args]: readonly string[]) {
    this.process = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.ended = new Promise((resolve) => {
      this.process.once('close', () => resolve());
      this.process.once('error', () => resolve());
    });
  }

  /** Politely, as by Ctrl-C; then, after a while, less so. */
  async stop(): Promise<void> {
    this.process.kill('SIGINT');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 30_000);
    await this.ended;
    clearTimeout(timer);
  }
}
