import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/**
 * What can capture for us, the best first. The two programs have the kernel's time stamps and count drops;
 * the npm package needs no program, but has neither.
 */
export const BACKENDS = ['dumpcap', 'tcpdump', 'cap'] as const;
export type BackendName = (typeof BACKENDS)[number];

/**
 * The order in which to try them. dumpcap may be permitted to a group of ordinary users; root is better
 * served by tcpdump, which can report the kernel's drops while it captures.
 */
export function backendsByPreference(isRoot = process.getuid?.() === 0): readonly BackendName[] {
  return isRoot ? ['tcpdump', 'dumpcap', 'cap'] : BACKENDS;
}

/** Where packets get their time stamps, and how good they are. */
export const TIME_STAMPS: Readonly<Record<BackendName, TimeStamps>> = {
  dumpcap: { by: 'kernel', resolution: 'ns', text: 'time stamps of the kernel, in ns' },
  tcpdump: { by: 'kernel', resolution: 'ns', text: 'time stamps of the kernel, in ns' },
  cap: {
    by: 'process',
    resolution: 'ms',
    text: 'time stamps only approximate: when our process got the packet',
  },
};

export interface TimeStamps {
  readonly by: 'kernel' | 'process';
  readonly resolution: 'ns' | 'ms';
  readonly text: string;
}

/** Where these programs are, although the PATH of an ordinary user may lack the directories. */
const FURTHER = ['/usr/sbin', '/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'];

/** Path of an executable program; undefined if there is none. */
export function findProgram(name: string, path = process.env.PATH ?? ''): string | undefined {
  return [...path.split(delimiter), ...FURTHER].map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Path of a program that exists, but that this user may not run. */
export function forbiddenProgram(name: string, path = process.env.PATH ?? ''): string | undefined {
  if (findProgram(name, path) !== undefined) return undefined;
  return [...path.split(delimiter), ...FURTHER].map((folder) => join(folder, name)).find(existsSync);
}

/** Hidden command of this program: captures with the npm package, in a process of its own. */
export const CAP_COMMAND = 'capture-with-cap';

/** The command that starts a backend; undefined if it is not installed. */
export function launcherOf(backend: BackendName): readonly string[] | undefined {
  if (backend === 'cap') {
    const [node, script] = process.argv;
    return node === undefined || script === undefined || !hasCap() ? undefined : [node, script, CAP_COMMAND];
  }
  const program = findProgram(backend);
  return program === undefined ? undefined : [program];
}

/** The package is optional: it is only built where libpcap's headers and a compiler are installed. */
function hasCap(): boolean {
  try {
    createRequire(import.meta.url).resolve('cap/build/Release/cap.node');
    return true;
  } catch {
    return false;
  }
}

/** MiB of kernel buffer, for what arrives while we are busy. */
const BUFFER = 32;

/** Arguments that make the program write a capture to its standard output, packet by packet. */
export function captureArguments(backend: BackendName, device: string, filter: string): readonly string[] {
  switch (backend) {
    case 'dumpcap':
      return ['-q', '-i', device, '-B', `${BUFFER}`, ...(filter === '' ? [] : ['-f', filter]), '-w', '-'];
    case 'cap':
      return [device, filter];
    case 'tcpdump':
      return [
        '-i',
        device,
        '-n',
        '-U',
        '--time-stamp-precision=nano',
        '-B',
        `${BUFFER * 1024}`,
        '-s',
        '0',
        '-w',
        '-',
        // A filter may begin with a minus, and is none of its options.
        ...(filter === '' ? [] : ['--', filter]),
      ];
  }
}
