import type { TrackedDialog } from './tracked-dialog.ts';

/** Most dialogs that come in the time of one generation. */
const MOST = 200_000;

type Generation = Map<string, TrackedDialog[]>;

/**
 * Dialogs that have just come to a node by sync, by the sharing tag that they are under. What is older is dropped a
 * generation at a time: it holds what came in the last `kept` nanoseconds, and at most as much again.
 */
export class JustSynced {
  private readonly kept: number;
  private young: Generation = new Map();
  private old: Generation = new Map();
  private begun = Number.NEGATIVE_INFINITY;
  private count = 0;

  constructor(kept: number) {
    this.kept = kept;
  }

  /** False if there is no room for it. */
  add(dialog: TrackedDialog, node: number, tag: string, time: number): boolean {
    if (time - this.begun > this.kept) {
      this.old = time - this.begun > 2 * this.kept ? new Map() : this.young;
      this.young = new Map();
      this.begun = time;
      this.count = 0;
    }
    if (this.count >= MOST) return false;
    this.count++;
    const key = keyOf(dialog.cluster, node, tag);
    const others = this.young.get(key);
    if (others === undefined) this.young.set(key, [dialog]);
    else others.push(dialog);
    return true;
  }

  /** Those under the tag, each once. */
  take(cluster: number, node: number, tag: string): readonly TrackedDialog[] {
    const key = keyOf(cluster, node, tag);
    const found = [this.old, this.young].flatMap((generation) => generation.get(key) ?? []);
    this.old.delete(key);
    this.young.delete(key);
    return found;
  }
}

function keyOf(cluster: number, node: number, tag: string): string {
  return `${cluster} ${node} ${tag}`;
}
