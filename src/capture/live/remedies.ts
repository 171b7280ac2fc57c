import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type BackendName, forbiddenProgram } from './backends.ts';

/** Where sudo looks for programs, whatever the caller's PATH (secure_path in sudoers). */
const SECURE = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** Package names of Debian. */
const PACKAGES = { dumpcap: 'wireshark-common', tcpdump: 'tcpdump' } as const;

/** The command to run as root: with sudo, unless we are root. */
export function asRoot(command: string, isRoot = process.getuid?.() === 0): string {
  return isRoot ? command : `sudo ${command}`;
}

/** How to install a missing backend. */
export function missingText(backend: BackendName): string {
  if (backend !== 'cap') return `is not there: ${asRoot(`apt-get install ${PACKAGES[backend]}`)}`;
  const needed = asRoot('apt-get install build-essential python3 libpcap-dev');
  return `is not built: ${needed}, then "${capCommand()}"`;
}

/** How to let this user run a program that is restricted to a group. */
export function forbiddenText(program: string): string {
  const group = groupOf(program);
  const joining = group === undefined ? '' : `run "sudo usermod -aG ${group} $USER" and log in again, or `;
  return `${program} is not for you to run: ${joining}${sudoCommand()}`;
}

/** How to let this user capture with a program that they can run. */
export function permissionText(backend: BackendName, program: string): string {
  if (backend === 'cap') return `run ${sudoCommand()}, or install dumpcap, which may be allowed to a group`;
  return `run "sudo setcap cap_net_raw,cap_net_admin+eip ${program}", or ${sudoCommand()}`;
}

/** Advice if none of these is there: the simplest step. */
export function nothingText(names: readonly BackendName[]): string {
  const [only] = names;
  if (only !== undefined && names.length === 1) {
    const forbidden = forbiddenProgram(only);
    return forbidden === undefined ? `${only} ${missingText(only)}` : forbiddenText(forbidden);
  }
  const forbidden = names.flatMap((name) => forbiddenProgram(name) ?? []);
  if (forbidden[0] !== undefined) return forbiddenText(forbidden[0]);
  const install = asRoot('apt-get install tcpdump');
  return `nothing that captures is there (${names.join(', ')}): ${install}, or capture elsewhere and name the file`;
}

/**
 * The command that runs this program as root. sudo may not find it, or Node.js, by itself: full paths are
 * used then.
 */
export function sudoCommand(
  [node = 'node', script = 'syncgrep']: readonly string[] = process.argv,
  secure: readonly string[] = SECURE,
): string {
  if (basename(script) !== 'syncgrep') return `sudo ${node} ${script}`;
  const isFound = secure.includes(dirname(script)) && secure.includes(dirname(node));
  return isFound ? 'sudo syncgrep' : 'sudo env "PATH=$PATH" syncgrep';
}

/** If the package is there, it only needs to be built; otherwise it has to be installed first. */
function capCommand(): string {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('cap/package.json'));
    return `cd ${dirname(dirname(folder))} && npm rebuild cap`;
  } catch {
    return 'npm install cap';
  }
}

/** The group that owns a file; undefined for root's own group, which nobody should join. */
function groupOf(path: string): string | undefined {
  try {
    const { gid } = statSync(path);
    if (gid === 0) return undefined;
    const groups = readFileSync(join('/etc', 'group'), 'utf8').split('\n');
    return groups.map((line) => line.split(':')).find(([, , id]) => id === String(gid))?.[0];
  } catch {
    return undefined;
  }
}
