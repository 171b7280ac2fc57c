import type { Stage } from './view.ts';

/** Milliseconds for which keys wait for the first rows of a source that may have nothing to say. */
const QUIET_PATIENCE = 1000;
/** As above, where messages have come in already: rows are made of them, on a busy machine somewhat later. */
const PATIENCE = 5000;

/** A view without any row since `since` may get some: from what is still being read and analysed. */
export function mayHaveRows(
  { session, analyses }: Pick<Stage, 'session' | 'analyses'>,
  since: number,
): boolean {
  if (session.ended && analyses.percent === 100) return false;
  const isQuiet = session.isLive && session.progress.messages === 0;
  return performance.now() < since + (isQuiet ? QUIET_PATIENCE : PATIENCE);
}
