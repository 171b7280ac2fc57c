import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that capture for us, the best first: both have time stamps of the kernel and count drops. */
export const BACKENDS = ['dumpcap', 'tcpdump'] as const;
export type BackendName = (typeof BACKENDS)[number];

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

/** MiB of the kernel's buffer: what comes in while we are busy. */
const BUFFER = 32;

/** Arguments with which the program writes a capture to its standard output, packet by packet. */
export function captureArguments(backend: BackendName, device: string, filter: string): readonly string[] {
  switch (backend) {
    case 'dumpcap':
      return [
        '-q',
        '-P',
        '-i',
        device,
        '-B',
        `${BUFFER}`,
        ...(filter === '' ? [] : ['-f', filter]),
        '-w',
        '-',
      ];
    case 'tcpdump':
      return [
        '-i',
        device,
        '-n',
        '-U',
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
