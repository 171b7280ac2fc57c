/**
 * A short, unique name for each path, in the same order: the base name, with as many parent folders as it
 * takes to tell it from the others. If the same path is given twice, it gets a number.
 */
export function displayNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split('/').filter((part) => part !== '' && part !== '.'));
  const depths = parts.map(() => 1);
  for (let changed = true; changed; ) changed = deepen(parts, depths);
  const names = parts.map((part, i) => nameOf(part, depths[i] as number, paths[i] as string));
  const taken = new Set(names);
  return names.map((name, i) => (names.indexOf(name) === i ? name : numbered(name, taken)));
}

/** Adds one more folder to every name that is not unique and has one left. False if there was none to add. */
function deepen(parts: readonly string[][], depths: number[]): boolean {
  const names = parts.map((part, i) => nameOf(part, depths[i] as number, ''));
  const count = new Map<string, number>();
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1);
  let changed = false;
  parts.forEach((part, i) => {
    const alone = count.get(names[i] as string) === 1;
    if (alone || (depths[i] as number) >= part.length) return;
    depths[i] = (depths[i] as number) + 1;
    changed = true;
  });
  return changed;
}

function nameOf(part: readonly string[], depth: number, path: string): string {
  return part.slice(-depth).join('/') || path;
}

function numbered(name: string, taken: Set<string>): string {
  let copy = 2;
  while (taken.has(`${name} (${copy})`)) copy++;
  const free = `${name} (${copy})`;
  taken.add(free);
  return free;
}
