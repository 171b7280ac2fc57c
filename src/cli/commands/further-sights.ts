import { statSync } from 'node:fs';
import { Session } from '../../engine/session.ts';
import type { SessionOptions } from '../../engine/session-options.ts';
import type { MessageId, SourceId } from '../../ids.ts';
import { FrameCollector } from '../../output/frames/frame-collector.ts';
import { captureLabel } from '../../view/text/capture-name.ts';
import type { Interruption } from '../reading/interruption.ts';
import { ProgressLine } from '../reading/progress-line.ts';
import { readToEnd } from '../reading/read-to-end.ts';

/** Messages that an observer saw, but not first, by the number of the frame in which they ended there. */
type Sights = Map<number, MessageId[]>;

export interface FurtherSights {
  readonly collector: FrameCollector;
  /** How the captures are read. */
  readonly options: SessionOptions;
  readonly interruption: Interruption;
}

/**
 * Adds the frames of all observers but the first that saw a message. The session knows only the numbers of
 * those frames, not where their bytes are, so each of these captures is read once more, by itself. Returns
 * the captures for which that is impossible, because they came through a pipe or live. Rejects with a
 * CaptureError.
 */
export async function addFurtherSights(
  session: Session,
  messages: readonly MessageId[],
  { collector, options, interruption }: FurtherSights,
): Promise<readonly string[]> {
  const { remote: _, spool: __, ...settings } = options;
  const unread: string[] = [];
  for (const [source, sights] of sightsByObserver(session, messages)) {
    if (interruption.isRequested) break;
    const paths = filesOf(session, source);
    if (paths === undefined) {
      unread.push(captureLabel(session.captureName(source)));
      continue;
    }
    const again = await Session.open(paths, settings);
    try {
      await readToEnd(again, interruption, new ProgressLine(process.stderr));
      collector.take(framesOf(again, session, sights), source);
    } finally {
      again.close();
    }
  }
  return unread;
}

function sightsByObserver(session: Session, messages: readonly MessageId[]): ReadonlyMap<SourceId, Sights> {
  const all = new Map<SourceId, Sights>();
  for (const id of messages) {
    for (const { source, frame } of session.sightsOf(id).slice(1)) {
      const sights: Sights = all.get(source) ?? new Map();
      all.set(source, sights);
      const there = sights.get(frame);
      if (there === undefined) sights.set(frame, [id]);
      else there.push(id);
    }
  }
  return all;
}

/** The files of an observer; undefined if one of them is gone, or was never a file. */
function filesOf(session: Session, observer: SourceId): readonly string[] | undefined {
  const parts = session.sources.filter(({ id }) => (session.succession.rootOf(id)?.id ?? id) === observer);
  const isFile = ({ path, live }: (typeof parts)[number]): boolean =>
    live === undefined && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  return parts.every(isFile) ? parts.map(({ path }) => path) : undefined;
}

/** Several messages may end in one frame: they are told apart by their bytes. */
function framesOf(again: Session, session: Session, sights: Sights): FrameCollector {
  const found = new FrameCollector(again);
  const { index } = again.tables;
  for (let at = 0; at < index.size; at++) {
    const id = at as MessageId;
    const wanted = sights.get(index.frame(id));
    if (wanted === undefined) continue;
    const bytes = again.reader.bytes(id).slice();
    if (wanted.some((one) => Buffer.compare(session.reader.bytes(one), bytes) === 0)) found.add(id);
  }
  return found;
}
