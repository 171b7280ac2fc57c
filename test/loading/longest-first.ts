import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Small files whose tests take long: they start programs, and wait for them. */
const STARTING = /\.e2e\.|\/test\/(?:live|remote|bench|cli\/reading)\//;

/**
 * Vitest begins with the largest files, as long as it has not seen how long each takes. Then the last one takes longest,
 * and one processor has nothing to do.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const ranks = new Map(sorted.map((one) => [one, rank(one)]));
    return sorted.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  }
}

/** A worker of one project does not go on with another one's: those of the small project are together. */
function rank({ project, moduleId }: TestSpecification): number {
  if (project.name === 'counted') return 0;
  return STARTING.test(moduleId) ? 1 : 2;
}
