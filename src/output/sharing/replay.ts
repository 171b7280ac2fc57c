import type { CaptureSource } from '../../capture/capture-source.ts';
import { openCapture } from '../../capture/open-capture.ts';
import type { TimeBase } from '../../capture/time-base.ts';
import type { PcapngWriter } from '../frames/pcapng-writer.ts';

/**
 * Writes the frames of files that have been read, once more, in the order of time, and as fast as they are taken, as
 * long as anybody is there. Never rejects. Returns the names of sources that cannot be read again: pipes, what was captured live, and files that are
 * other ones by now.
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
    await merge(opened, writer, isGone);
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

async function merge(
  opened: readonly CaptureSource[],
  writer: PcapngWriter,
  isGone: () => boolean,
): Promise<void> {
  const going: CaptureSource[] = [];
  for (const source of opened) if (await hasNext(source)) going.push(source);
  while (going.length > 0 && !isGone()) {
    const first = going.reduce((least, one) => (one.frame.time < least.frame.time ? one : least));
    const isFlowing = writer.write(first, first.frame);
    if (!(await hasNext(first))) going.splice(going.indexOf(first), 1);
    if (!isFlowing) await writer.drained();
  }
}

/** Has it another frame? What is compressed may have to be waited for. */
async function hasNext(source: CaptureSource): Promise<boolean> {
  for (;;) {
    const found = source.advance();
    if (found !== 'wait') return found === 'frame';
    await source.whenReady();
  }
}
