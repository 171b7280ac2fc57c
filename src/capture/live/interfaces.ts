import { execFileSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { type BackendName, backendsByPreference, findProgram, launcherOf } from './backends.ts';

/** Something that can be captured from. */
export interface CaptureInterface {
  readonly name: string;
  /** Empty where the system says nothing. */
  readonly description: string;
  /** The program that would capture; undefined where none is there. */
  readonly backend: BackendName | undefined;
}

/** What can be captured from, as the program that would do it says; else what the system has. */
export function captureInterfaces(): readonly CaptureInterface[] {
  for (const backend of backendsByPreference()) {
    if (backend === 'cap') continue;
    const program = findProgram(backend);
    const listed = program === undefined ? [] : interfacesIn(listing(program));
    if (listed.length > 0) return listed.map((one) => ({ ...one, backend }));
  }
  const backend = backendsByPreference().find((name) => launcherOf(name) !== undefined);
  return Object.keys(networkInterfaces()).map((name) => ({ name, description: '', backend }));
}

/** Lines as `1.eth0 [Up, Running]` or `3. any (Pseudo-device that captures on all interfaces)`. */
export function interfacesIn(
  text: string,
): readonly { readonly name: string; readonly description: string }[] {
  return text.split('\n').flatMap((line) => {
    const found = /^\d+\.\s*(\S+)\s*(.*)$/.exec(line.trim());
    const [, name = '', description = ''] = found ?? [];
    return found === null ? [] : [{ name, description: description.trim() }];
  });
}

function listing(program: string): string {
  try {
    return execFileSync(program, ['-D'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
