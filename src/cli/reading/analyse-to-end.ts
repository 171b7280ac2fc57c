import { setImmediate } from 'node:timers/promises';
import type { AnalysisState } from '../../engine/analysis/analysis.ts';
import type { Interruption } from './interruption.ts';

/** Milliseconds of analysis between two checks for Ctrl-C. */
const SLICE = 25;

/** Work that goes on in slices. */
export interface Sliced {
  advance(budget: number): AnalysisState;
}

/** Analyses everything that was read. Resolves with false if Ctrl-C was pressed first. */
export async function analyseToEnd(analysis: Sliced, interruption: Interruption): Promise<boolean> {
  while (analysis.advance(SLICE) === 'more' && !interruption.isRequested) await setImmediate();
  return !interruption.isRequested;
}
