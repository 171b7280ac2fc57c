import type { CaptureSource } from '../../capture/capture-source.ts';
import { MergedSources } from '../../capture/merged-sources.ts';
import { openCapture } from '../../capture/open-capture.ts';
import type { TimeBase } from '../../capture/time-base.ts';
import type { PcapngWriter } from '../frames/pcapng-writer.ts';

/**
 * Writes the frames of files that have been read, once more, in the order in which they were read, and as fast as they
 * are taken, until `isGone`. Returns the names of sources that cannot be read again: pipes, what was captured live, and
 * files that are other ones by now.
 */
export async function replay(
  sources: readonly CaptureSource[],
  base: TimeBase,
  writer: PcapngWriter,
  isGone: () => boolean,
): Promise<readonly string[]> {
  const missing: string[] = [];
  const opened: CaptureSource[] = [];
  for (const source of sources) {
    const again = await reopened(source, base);
    if (again === undefined) missing.push(source.name);
    else opened.push(again);
  }
  try {
    if (opened.length > 0) await write(new MergedSources(opened), writer, isGone);
    writer.flush();
  } finally {
    for (const source of opened) source.close();
  }
  return missing;
}

async function reopened(source: CaptureSource, base: TimeBase): Promise<CaptureSource | undefined> {
  const { live, progress, path, id, name, identity } = source;
  if (live !== undefined || progress.bytesTotal === undefined) return undefined;
  try {
    const again = await openCapture(path, id, base, { name });
    if (again.identity === identity) return again;
    again.close();
  } catch {
    // It was removed, or is no capture any more.
  }
  return undefined;
}

async function write(merged: MergedSources, writer: PcapngWriter, isGone: () => boolean): Promise<void> {
  while (!isGone()) {
    const found = merged.advance();
    if (found === 'end') return;
    // What is compressed may have to be waited for.
    if (found === 'wait') await merged.whenReady();
    else if (!writer.write(merged.current, merged.current.frame)) await writer.drained();
  }
}
