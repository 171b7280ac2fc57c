import { execFileSync, spawnSync } from 'node:child_process';
import type { Finishing } from './started-program.ts';

/** Can network namespaces be made here? Only root may, where ip is installed. */
export function canMakeHosts(): boolean {
  if (process.getuid?.() !== 0) return false;
  const made = spawnSync('ip', ['netns', 'add', 'syncgrep-try']).status === 0;
  if (made) spawnSync('ip', ['netns', 'del', 'syncgrep-try']);
  return made;
}

/** Two hosts on a wire of their own (network namespaces and a veth pair); gone when the test is over. */
export class TwoHosts {
  /** RFC 5737: addresses that nobody has. */
  readonly addresses: readonly [string, string];
  readonly names: readonly [string, string];

  constructor(test: Finishing, number: number) {
    this.names = [`syncgrep-a${number}`, `syncgrep-b${number}`];
    this.addresses = [`192.0.2.${number * 4 + 1}`, `192.0.2.${number * 4 + 2}`];
    test.onTestFinished(() => this.remove());
    this.remove();
    for (const name of this.names) execFileSync('ip', ['netns', 'add', name]);
    this.connect();
  }

  /** Puts a wire between them: an interface of that name on both. */
  connect(): void {
    const [a, b] = this.names;
    execFileSync('ip', [
      ...['link', 'add', 'wire', 'netns', a, 'type', 'veth'],
      ...['peer', 'name', 'wire', 'netns', b],
    ]);
    for (const [at, name] of this.names.entries()) {
      this.ip(name, 'addr', 'add', `${this.addresses[at]}/30`, 'dev', 'wire');
      this.ip(name, 'link', 'set', 'wire', 'up');
      this.ip(name, 'link', 'set', 'lo', 'up');
    }
  }

  /** The command line that runs a program on one of them. */
  on(host: 0 | 1, program: string, ...args: readonly string[]): readonly string[] {
    return ['ip', 'netns', 'exec', this.names[host], program, ...args];
  }

  /** Takes it away, and the interfaces with it. */
  disconnect(): void {
    this.ip(this.names[0], 'link', 'del', 'wire');
  }

  private ip(name: string, ...args: readonly string[]): void {
    execFileSync('ip', ['-n', name, ...args]);
  }

  private remove(): void {
    for (const name of this.names) spawnSync('ip', ['netns', 'del', name]);
  }
}
