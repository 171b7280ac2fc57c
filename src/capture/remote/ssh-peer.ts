import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { findProgram } from '../live/backends.ts';
import { countsIn, type LiveCounts } from '../live/live-capture.ts';
import { lastWords } from '../live/start-failure.ts';
import type { Connection, Peer } from './connection.ts';
import { endSoon } from './reconnecting-capture.ts';
import { HEARTBEAT, remoteCommand, tcpdumpIn, withoutMarks } from './remote-script.ts';

export interface SshTarget {
  /** As for ssh: a name from its configuration, user@host, or ssh://user@host:port. */
  readonly host: string;
  readonly device: string;
  /** In libpcap's language; the first one that the interface accepts is used. */
  readonly filters: readonly string[];
}

/** How much of ssh's messages is kept: the first bytes, which tell why it fails, and the last. */
const MOST_SAID = 8192;
/** Exit status of ssh itself, if the connection fails rather than the command. */
const SSH_FAILED = 255;

/**
 * Ctrl-C on the terminal is meant for us, not for ssh: what was captured has yet to be delivered. ssh still
 * handles it while it asks for a password.
 */
const KEEP_ON = 'trap "" INT; exec "$@"';

const OPTIONS = [
  // No terminal on the other host, and none of the forwardings that another ssh may hold already.
  ...['-T', '-x', '-a', '-o', 'ClearAllForwardings=yes', '-o', 'RemoteCommand=none'],
  // Notices a connection that is cut silently.
  ...['-o', 'ConnectTimeout=10', '-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'],
];

/** tcpdump on another host, through the user's own ssh. */
export class SshPeer implements Peer {
  readonly path: string;
  readonly backend = 'ssh';
  readonly fromKernel = true;
  readonly mayEnd = false;
  readonly firstPause = 1000;
  private readonly target: SshTarget;
  private readonly program = findProgram('ssh');

  constructor(target: SshTarget) {
    this.target = target;
    this.path = target.device === 'any' ? target.host : `${target.host},${target.device}`;
  }

  connect(again: boolean): Connection {
    const { host, device, filters } = this.target;
    // With the screen open, nobody can be asked for a password.
    const quiet = again ? ['-o', 'BatchMode=yes'] : [];
    const args = [...OPTIONS, ...quiet, '--', host, remoteCommand(device, filters)];
    const child = spawn('sh', ['-c', KEEP_ON, 'sh', this.program ?? 'ssh', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      ...invokingUser(),
    });
    return new SshConnection(child, (code, said) => this.reason(code, said));
  }

  mayRecover(reason: string): boolean {
    return reason.startsWith(UNREACHED);
  }

  /** Why a connection has ended, and what to do about it. */
  private reason(code: number | null, said: string): string {
    const { host, device } = this.target;
    const words = lastWords(withoutMarks(said));
    if (this.program === undefined) return 'there is no ssh here: apt-get install openssh-client';
    if (code === SSH_FAILED) return sshFailure(words, host);
    if (code === null) return `${UNREACHED}: ssh was killed`;
    if (/^syncgrep: no tcpdump$/m.test(said)) {
      return `there is no tcpdump there: ssh -t ${host} sudo apt-get install tcpdump`;
    }
    if (/permission|not permitted/i.test(said)) {
      const path = tcpdumpIn(said) ?? '/usr/bin/tcpdump';
      return `tcpdump may not capture there: ssh -t ${host} sudo setcap cap_net_raw,cap_net_admin+eip ${path}`;
    }
    if (/no such device|there is no (?:device|interface)|doesn't exist/i.test(said)) {
      return `there is no interface ${device} there: ssh ${host} ip -brief link`;
    }
    if (/syntax error|parse|expression|illegal|unknown (?:port|host|network|protocol)/i.test(said)) {
      return `the capture filter (-f) is refused: ${words}`;
    }
    return words === '' ? 'tcpdump ended there' : `tcpdump ended there: ${words}`;
  }
}

/** Words for a failure that may pass; a refusal would not. */
const UNREACHED = 'cannot be reached';

function sshFailure(words: string, host: string): string {
  const test = `try ssh ${host} true`;
  if (/permission denied|verification failed|no matching|too many auth/i.test(words)) {
    return `ssh is refused: ${words}; ${test}`;
  }
  return `${UNREACHED}: ${words === '' ? `ssh failed; ${test}` : words}`;
}

class SshConnection implements Connection {
  readonly output: Readable;
  /** Never resolves: only the first bytes of the capture tell that the connection stands. */
  readonly ready = new Promise<void>(() => {});
  readonly ended: Promise<string | undefined>;
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly beat: NodeJS.Timeout;
  private said = '';

  constructor(
    child: ChildProcessByStdio<Writable, Readable, Readable>,
    reason: (code: number | null, said: string) => string,
  ) {
    this.child = child;
    this.output = child.stdout;
    child.stdin.on('error', () => {});
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.hear(text));
    this.beat = setInterval(() => child.stdin.write('\n'), HEARTBEAT * 1000);
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(reason(null, error.message)));
      child.once('close', (code) => resolve(reason(code, this.said)));
    });
    void this.ended.then(() => clearInterval(this.beat));
  }

  get counts(): LiveCounts {
    return countsIn(this.said);
  }

  /** The other side stops tcpdump and reports its counts; then ssh ends by itself. */
  close(): void {
    const { child } = this;
    clearInterval(this.beat);
    child.stdin.end();
    endSoon(this.ended, () => child.kill('SIGTERM'));
  }

  private hear(text: string): void {
    const all = this.said + text;
    this.said = all.length <= MOST_SAID ? all : all.slice(0, MOST_SAID / 2) + all.slice(-MOST_SAID / 2);
  }
}

/** Under sudo, keys and configuration of ssh are those of the user who called sudo. */
function invokingUser(): { readonly uid?: number; readonly gid?: number } {
  const { SUDO_UID: uid, SUDO_GID: gid } = process.env;
  if (uid === undefined || gid === undefined || process.getuid?.() !== 0) return {};
  return { uid: Number(uid), gid: Number(gid) };
}
