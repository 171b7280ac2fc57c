import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  /** Of the sources that were measured, where this is a git checkout. */
  readonly commit: string | undefined;
  readonly pinnedTo: number | undefined;
}

export function describeMachine(pinnedTo: number | undefined): Machine {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory: totalmem(),
    system: `${type()} ${release()}${distribution()}`,
    node: process.version,
    commit: commitNow(),
    pinnedTo,
  };
}

function distribution(): string {
  try {
    const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
    return name === undefined ? '' : `, ${name}`;
  } catch {
    return '';
  }
}

function commitNow(): string | undefined {
  const commit = firstLine('git', ['rev-parse', '--short', 'HEAD']);
  if (commit === undefined) return undefined;
  const changed = firstLine('git', ['status', '--porcelain', '--untracked-files=no']);
  return changed === undefined ? commit : `${commit} and changes`;
}

/** First line that a program prints; undefined where it is not installed, fails, or prints nothing. */
export function firstLine(program: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', input: '' });
  const line = (stdout ?? '').trim().split('\n')[0] ?? '';
  return status === 0 && line !== '' ? line : undefined;
}
