import { readdirSync, readFileSync } from 'node:fs';

/** A process of this host, as /proc tells (Linux): starting `ps` for each look would take most of a waiting test's time. */
interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Of the program, at most 15 characters. */
  readonly name: string;
  readonly commandLine: string;
}

/** Processes whose command line has this in it, by id. */
export function processesWith(text: string): readonly number[] {
  return [...processes()].filter(({ commandLine }) => commandLine.includes(text)).map(({ pid }) => pid);
}

/** The program itself, of those with this in their command line; not the shell that watches it. */
export function programsWith(name: string, text: string): readonly number[] {
  const all = [...processes()].filter((one) => one.name === name && one.commandLine.includes(text));
  return all.map(({ pid }) => pid);
}

/** 0 where it has ended. */
export function parentOf(pid: number): number {
  return processOf(pid)?.parent ?? 0;
}

function* processes(): Generator<Process> {
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? processOf(Number(name)) : undefined;
    if (found !== undefined) yield found;
  }
}

function processOf(pid: number): Process | undefined {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    // proc(5): the name is in parentheses, and may have some itself.
    const [, name = '', parent] =
      /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { pid, parent: Number(parent), name, commandLine };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
