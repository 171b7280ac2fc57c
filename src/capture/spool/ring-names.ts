const PART = /^(syncgrep-\d{8}T\d{6}Z-\d+)\.(\d{5,})\.pcapng$/;

/** The common beginning of the names of a ring's files; a different one for each run of the program. */
export function ringStem(now: Date, process: number): string {
  const stamp = now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
  return `syncgrep-${stamp}-${process}`;
}

/** Name of a file of the ring; numbers begin with 1. */
export function partName(stem: string, number: number): string {
  return `${stem}.${String(number).padStart(5, '0')}.pcapng`;
}

/** The ring that a file belongs to, and its number there; undefined if its name does not look like one. */
export function partOf(name: string): { readonly stem: string; readonly number: number } | undefined {
  const [, stem, number] = PART.exec(name) ?? [];
  return stem === undefined || number === undefined ? undefined : { stem, number: Number(number) };
}
