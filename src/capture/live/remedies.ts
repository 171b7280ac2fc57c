import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type BackendName, forbiddenProgram } from './backends.ts';

/** Where sudo looks for programs whatever the PATH of who calls it (secure_path of sudoers). */
const SECURE = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** Debian's packages. */
const PACKAGES = { dumpcap: 'wireshark-common', tcpdump: 'tcpdump' } as const;

/** The command as root, who needs no sudo. */
export function asRoot(command: string, isRoot = process.getuid?.() === 0): string {
  return isRoot ? command : `sudo ${command}`;
}

/** What brings a backend that is not there. */
export function missingText(backend: BackendName): string {
  if (backend !== 'cap') return `is not there: ${asRoot(`apt-get install ${PACKAGES[backend]}`)}`;
  const needed = asRoot('apt-get install build-essential python3 libpcap-dev');
  return `is not built: ${needed}, then "${capCommand()}"`;
}

/** What lets this user run a program that is for a group only. */
export function forbiddenText(program: string): string {
  const group = groupOf(program);
  const joining = group === undefined ? '' : `run "sudo usermod -aG ${group} $USER" and log in again, or `;
  return `${program} is not for you to run: ${joining}${sudoCommand()}`;
}

/** What lets this user capture by a program that can be run. */
export function permissionText(backend: BackendName, program: string): string {
  if (backend === 'cap') return `run ${sudoCommand()}, or install dumpcap, which may be allowed to a group`;
  return `run "sudo setcap cap_net_raw,cap_net_admin+eip ${program}", or ${sudoCommand()}`;
}

/** Of several that are not there; the plainest first. */
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

/** This program, as root: sudo may not look where it and Node.js are. */
export function sudoCommand(
  [node = 'node', script = 'syncgrep']: readonly string[] = process.argv,
  secure: readonly string[] = SECURE,
): string {
  if (basename(script) !== 'syncgrep') return `sudo ${node} ${script}`;
  const isFound = secure.includes(dirname(script)) && secure.includes(dirname(node));
  return isFound ? 'sudo syncgrep' : 'sudo env "PATH=$PATH" syncgrep';
}

/** Where the package is, its sources can be built; else it is to be had first. */
function capCommand(): string {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('cap/package.json'));
    return `cd ${dirname(dirname(folder))} && npm rebuild cap`;
  } catch {
    return 'npm install cap';
  }
}

/** The name of the group that a file belongs to; undefined where nobody should join it: root's own. */
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
