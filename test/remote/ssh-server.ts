import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { vi } from 'vitest';
import { findProgram } from '../../src/capture/live/backends.ts';
import type { Finishing } from '../live/started-program.ts';

/** A server of ssh on this host with keys of its own, and an ssh that knows it as `lab`; gone after the test. */
export class SshServer {
  readonly port: number;
  /** The environment in which `ssh lab` comes here. */
  readonly environment: NodeJS.ProcessEnv;
  private readonly folder: string;

  private constructor(test: Finishing, port: number) {
    this.port = port;
    this.folder = mkdtempSync(join(tmpdir(), 'syncgrep-ssh-'));
    test.onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }));
    for (const name of ['host', 'user']) {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(this.folder, name)]);
    }
    const client = this.file('client', [
      'Host lab',
      `HostName 127.0.0.1\nPort ${port}\nUser root\nIdentityFile ${join(this.folder, 'user')}`,
      'IdentitiesOnly yes\nStrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR',
    ]);
    const ssh = this.file('ssh', ['#!/bin/sh', `exec ${findProgram('ssh')} -F ${client} "$@"`]);
    chmodSync(ssh, 0o755);
    this.environment = { PATH: `${this.folder}${delimiter}${process.env.PATH}` };
  }

  static async start(test: Finishing, port: number): Promise<SshServer> {
    const server = new SshServer(test, port);
    const config = server.file('server', [
      `ListenAddress 127.0.0.1\nPort ${port}\nHostKey ${join(server.folder, 'host')}\nPidFile none`,
      `AuthorizedKeysFile ${join(server.folder, 'user.pub')}\nStrictModes no\nUsePAM no`,
      'PermitRootLogin prohibit-password\nPasswordAuthentication no',
    ]);
    // Where it separates its privileges; it does not start without.
    mkdirSync('/run/sshd', { recursive: true });
    const daemon = spawn(findProgram('sshd') ?? 'sshd', ['-D', '-f', config], { stdio: 'ignore' });
    test.onTestFinished(() => void daemon.kill('SIGKILL'));
    await vi.waitFor(() => server.answers(), 10_000);
    return server;
  }

  private answers(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1', () => {
        socket.destroy();
        resolve();
      });
      socket.once('error', reject);
    });
  }

  private file(name: string, lines: readonly string[]): string {
    const path = join(this.folder, name);
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
    return path;
  }
}
