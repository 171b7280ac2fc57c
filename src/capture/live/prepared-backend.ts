import { type BackendName, captureArguments, launcherOf } from './backends.ts';
import { CaptureChild } from './capture-child.ts';
import { type StartFailure, startFailure } from './start-failure.ts';

/** A program with everything that it is called with. */
export interface PreparedBackend {
  readonly backend: BackendName;
  readonly device: string;
  readonly filter: string;
  readonly program: string;
  readonly child: CaptureChild;
}

/** Prepares a backend to be started later with the privileges of now. */
export function prepare(backend: BackendName, device: string, filter: string): PreparedBackend {
  const [program = backend, ...first] = launcherOf(backend) ?? [];
  const child = new CaptureChild(program, [...first, ...captureArguments(backend, device, filter)]);
  return { backend, device, filter, program, child };
}

/** Starts it; resolves with undefined once its first bytes are there: from then on it captures. */
export async function started({
  backend,
  program,
  child,
}: PreparedBackend): Promise<StartFailure | undefined> {
  child.start();
  const began = new Promise<boolean>((resolve) => {
    child.output.once('readable', () => resolve(child.output.readableLength > 0));
    void child.ended.then(() => resolve(false));
  });
  if (await began) return undefined;
  child.stop();
  await child.ended;
  return startFailure(backend, program, child.messages);
}

/** Tries it for a moment, on any interface; undefined if it captures. */
export async function problemOf(backend: BackendName): Promise<StartFailure | undefined> {
  const prepared = prepare(backend, EVERY_DEVICE, '');
  const failure = await started(prepared);
  prepared.child.output.resume();
  prepared.child.stop();
  await prepared.child.ended;
  return failure;
}

/** Every host has it; if not, the error message says what is wrong. */
const EVERY_DEVICE = 'any';
