import type { CaptureSource } from '../../capture/capture-source.ts';
import { displayNames } from '../../capture/display-names.ts';
import { FilePart } from '../../capture/file-part.ts';
import { type CaptureOptions, openCapture } from '../../capture/open-capture.ts';
import { openRemote, pathOf, type RemoteRequest } from '../../capture/remote/open-remote.ts';
import type { SourceNews } from '../../capture/remote/reconnecting-capture.ts';
import { type OpenableRing, observersOfRing } from '../../capture/spool/open-ring.ts';
import { captureParts } from '../../capture/spool/spool-parts.ts';
import type { TimeBase } from '../../capture/time-base.ts';
import type { SourceId } from '../../ids.ts';

/** All that is to be read: captures first, then live sources. */
export interface SourceRequests {
  readonly paths: readonly string[];
  readonly remote: readonly RemoteRequest[];
}

/**
 * Opens the sources one after the other, because ssh may ask for a password. Rejects with a CaptureError that names
 * the source that failed; none is left open then.
 */
export async function openSources(
  { paths, remote }: SourceRequests,
  base: TimeBase,
  options: CaptureOptions,
  news: SourceNews,
): Promise<readonly CaptureSource[]> {
  const files = await recordings(paths);
  const names = displayNames([...files.map(({ name }) => name), ...remote.map(pathOf)]);
  const count = files.length + remote.length;
  const sources: CaptureSource[] = [];
  const next = () => sources.length as SourceId;
  try {
    for (const [at, { name, open }] of files.entries()) {
      const source = await open(next(), base, { ...options, name: names[at] ?? name });
      // Only files at rest can be parts of one capture: not a pipe, of which nobody knows how much will come.
      const isFile = source.progress.bytesTotal !== undefined && source.floor === undefined;
      sources.push(isFile && files.length > 1 ? new FilePart(source) : source);
    }
    for (const [at, request] of remote.entries()) {
      const name = names[files.length + at] ?? pathOf(request);
      const place = { id: next(), base, isAlone: count === 1, news, options: { ...options, name } };
      sources.push(await openRemote(request, place));
    }
    return sources;
  } catch (error) {
    for (const source of sources) source.close();
    throw error;
  }
}

/** The sources in the files. A spool that was left behind holds several: one for each observer. */
async function recordings(paths: readonly string[]): Promise<readonly OpenableRing[]> {
  const found: OpenableRing[] = [];
  for (const parts of captureParts(paths)) {
    const { path, files } = parts;
    if (files[0] !== path) found.push(...(await observersOfRing(parts)));
    else found.push({ name: path, open: (...place) => openCapture(path, ...place) });
  }
  return found;
}
