import { type Profiler, Session } from 'node:inspector';

/**
 * The work that JavaScript of some files does, counted and not timed: how often each block of its code
 * ran. What built-in functions do inside is one step here.
 */
export class StepCounter {
  private readonly session = new Session();
  private readonly isCounted: (url: string) => boolean;

  constructor(isCounted: (url: string) => boolean) {
    this.isCounted = isCounted;
    this.session.connect();
    this.session.post('Profiler.enable');
    this.session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  stepsOf(work: () => void): number {
    this.take();
    work();
    return this.take()
      .filter(({ url }) => this.isCounted(url))
      .reduce((steps, { functions }) => steps + functions.reduce((sum, one) => sum + blocksOf(one), 0), 0);
  }

  stop(): void {
    this.session.post('Profiler.stopPreciseCoverage');
    this.session.disconnect();
  }

  private take(): readonly Profiler.ScriptCoverage[] {
    let scripts: readonly Profiler.ScriptCoverage[] = [];
    this.session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error !== null) throw error;
      scripts = result;
    });
    return scripts;
  }
}

function blocksOf({ ranges }: Profiler.FunctionCoverage): number {
  return ranges.reduce((sum, range) => sum + range.count, 0);
}
