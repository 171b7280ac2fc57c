import type { SourceId } from '../../ids.ts';
import { CaptureError } from '../capture-error.ts';
import type { CaptureSource } from '../capture-source.ts';
import { CaptureWarnings } from '../capture-warnings.ts';
import { type CaptureOptions, openCaptureStream } from '../open-capture.ts';
import { DEFAULT_LIMITS } from '../record-reader.ts';
import type { TimeBase } from '../time-base.ts';
import { type BackendName, backendsByPreference, captureArguments, launcherOf } from './backends.ts';
import { CaptureChild } from './capture-child.ts';
import { ChildCapture } from './live-capture.ts';
import { lastWords, startFailure } from './start-failure.ts';

export interface LiveRequest {
  readonly device: string;
  readonly backend: BackendName | 'auto';
  /** In tcpdump's language; the first one that the interface takes. */
  readonly filters: readonly string[];
}

/** A source that captures on an interface. Rejects with a CaptureError that says what to do. */
export async function openLive(
  request: LiveRequest,
  id: SourceId,
  base: TimeBase,
  options: CaptureOptions = {},
  news: (text: string) => void = () => {},
): Promise<CaptureSource> {
  const wanted = request.backend === 'auto' ? backendsByPreference() : [request.backend];
  const present = wanted.filter((name) => launcherOf(name) !== undefined);
  if (present.length === 0) throw new CaptureError(request.device, missingText(wanted));
  let failure: CaptureError | undefined;
  for (const backend of present) {
    for (const filter of request.filters) {
      const opened = await start(request.device, backend, filter, id, base, options, news);
      if (!(opened instanceof CaptureError)) return opened;
      // The best program's complaint is the one to be mended.
      failure ??= opened;
    }
  }
  throw failure ?? new CaptureError(request.device, 'could not be captured');
}

async function start(
  device: string,
  backend: BackendName,
  filter: string,
  id: SourceId,
  base: TimeBase,
  options: CaptureOptions,
  news: (text: string) => void,
): Promise<CaptureSource | CaptureError> {
  const [program = backend, ...first] = launcherOf(backend) ?? [];
  const child = new CaptureChild(program, [...first, ...captureArguments(backend, device, filter)]);
  const warnings = new CaptureWarnings(device, { ...DEFAULT_LIMITS, ...options.limits }.warnings);
  try {
    const capture = { ...options, warnings, name: device };
    const source = await openCaptureStream(child.output, device, id, base, capture);
    const live = new ChildCapture(device, backend, child);
    void child.ended.then(() => {
      if (live.isStopping) return;
      const words = lastWords(child.messages);
      const text = `${backend} ended${words === '' ? '' : `: ${words}`}; nothing more is captured here`;
      warnings.add('interrupted', source.progress.bytesRead, text);
      news(`${device}: ${text}`);
    });
    return Object.assign(source, { live });
  } catch (error) {
    child.stop();
    await child.ended;
    if (!(error instanceof CaptureError)) throw error;
    return startFailure(device, backend, program, child.messages);
  }
}

function missingText(wanted: readonly string[]): string {
  return (
    `nothing that captures is there (${wanted.join(', ')}): apt-get install tcpdump, ` +
    'or capture elsewhere and name the file'
  );
}
