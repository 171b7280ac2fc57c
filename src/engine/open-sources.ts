import type { CaptureSource } from '../capture/capture-source.ts';
import { displayNames } from '../capture/display-names.ts';
import { type CaptureOptions, openCapture } from '../capture/open-capture.ts';
import { openRemote, pathOf, type RemoteRequest } from '../capture/remote/open-remote.ts';
import type { SourceNews } from '../capture/remote/reconnecting-capture.ts';
import type { TimeBase } from '../capture/time-base.ts';
import type { SourceId } from '../ids.ts';

/** All that is to be read: captures first, then what goes on. */
export interface SourceRequests {
  readonly paths: readonly string[];
  readonly remote: readonly RemoteRequest[];
}

/**
 * Opens one source after the other: ssh may have to ask for a password. Rejects with a CaptureError that
 * names the one that fails; none is open then.
 */
export async function openSources(
  { paths, remote }: SourceRequests,
  base: TimeBase,
  options: CaptureOptions,
  news: SourceNews,
): Promise<readonly CaptureSource[]> {
  const names = displayNames([...paths, ...remote.map(pathOf)]);
  const count = paths.length + remote.length;
  const sources: CaptureSource[] = [];
  const next = () => sources.length as SourceId;
  try {
    for (const [at, path] of paths.entries()) {
      sources.push(await openCapture(path, next(), base, { ...options, name: names[at] ?? path }));
    }
    for (const [at, request] of remote.entries()) {
      const name = names[paths.length + at] ?? pathOf(request);
      const place = { id: next(), base, isAlone: count === 1, news, options: { ...options, name } };
      sources.push(await openRemote(request, place));
    }
    return sources;
  } catch (error) {
    for (const source of sources) source.close();
    throw error;
  }
}
