import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/**
 * Who captures for us, the best first. The programs have time stamps of the kernel and count drops; the
 * npm package needs no program, but has neither.
 */
export const BACKENDS = ['dumpcap', 'tcpdump', 'cap'] as const;
export type BackendName = (typeof BACKENDS)[number];

/**
 * The order in which they are tried: dumpcap may be allowed to a group of ordinary users; who may do
 * anything is better served by tcpdump, which tells what the kernel dropped while it captures.
 */
export function backendsByPreference(isRoot = process.getuid?.() === 0): readonly BackendName[] {
  return isRoot ? ['tcpdump', 'dumpcap', 'cap'] : BACKENDS;
}

/** Who gives packets their time, and how good that is. */
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

/** Where they are though the PATH of an ordinary user does not say so. */
const FURTHER = ['/usr/sbin', '/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'];

/** Path of a program that may be run; undefined where there is none. */
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

/** Path of a program that is there, but not for this user. */
export function forbiddenProgram(name: string, path = process.env.PATH ?? ''): string | undefined {
  if (findProgram(name, path) !== undefined) return undefined;
  return [...path.split(delimiter), ...FURTHER].map((folder) => join(folder, name)).find(existsSync);
}

/** Hidden command of this program under which the package captures, in a process of its own. */
export const CAP_COMMAND = 'capture-with-cap';

/** How a backend is started; undefined where it is not there. */
export function launcherOf(backend: BackendName): readonly string[] | undefined {
  if (backend === 'cap') {
    const [node, script] = process.argv;
    return node === undefined || script === undefined || !hasCap() ? undefined : [node, script, CAP_COMMAND];
  }
  const program = findProgram(backend);
  return program === undefined ? undefined : [program];
}

/** The package is optional, and built only where libpcap's headers and a compiler are. */
function hasCap(): boolean {
  try {
    createRequire(import.meta.url).resolve('cap/build/Release/cap.node');
    return true;
  } catch {
    return false;
  }
}

/** MiB of the kernel's buffer: what comes in while we are busy. */
const BUFFER = 32;

/** Arguments with which the program writes a capture to its standard output, packet by packet. */
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
        ...(filter === '' ? [] : [filter]),
      ];
  }
}
