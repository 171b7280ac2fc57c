import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How many of these objects somebody still holds. */
export async function stillHeld(objects: readonly WeakRef<object>[]): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  // What is weakly referenced is kept until the turn is over.
  await setImmediate();
  collect();
  return objects.filter((object) => object.deref() !== undefined).length;
}
