import { execFileSync } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { type BackendName, backendsByPreference, findProgram, launcherOf } from './backends.ts';
import { problemOf } from './prepared-backend.ts';
import { nothingText } from './remedies.ts';

/** Something that can be captured from. */
export interface CaptureInterface {
  readonly name: string;
  /** Empty if the system has none. */
  readonly description: string;
}

/** Which backend would capture here, or why none can. */
export type BackendChoice = { readonly backend: BackendName } | { readonly problem: string };

/** The first backend that works, as `auto` takes it; each is tried for a moment. */
export async function chosenBackend(): Promise<BackendChoice> {
  let problem: string | undefined;
  for (const backend of backendsByPreference()) {
    if (launcherOf(backend) === undefined) continue;
    const failure = await problemOf(backend);
    if (failure === undefined) return { backend };
    problem ??= failure.text;
  }
  return { problem: problem ?? nothingText(backendsByPreference()) };
}

/** The interfaces that a capturing program lists; without one, those that the system has. */
export function captureInterfaces(): readonly CaptureInterface[] {
  for (const backend of backendsByPreference()) {
    const program = backend === 'cap' ? undefined : findProgram(backend);
    const listed = program === undefined ? [] : interfacesIn(listing(program));
    if (listed.length > 0) return listed;
  }
  return Object.keys(networkInterfaces()).map((name) => ({ name, description: '' }));
}

/** Parses lines like `1.eth0 [Up, Running]` or `3. any (Pseudo-device that captures on all interfaces)`. */
export function interfacesIn(text: string): readonly CaptureInterface[] {
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
