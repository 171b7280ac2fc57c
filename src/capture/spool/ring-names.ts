const PART = /^(syncgrep-\d{8}T\d{6}Z-\d+)\.(\d{5,})\.pcapng$/;

/** What the names of all files of a ring begin with; another one for each run of the program. */
export function ringStem(now: Date, process: number): string {
  const stamp = now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
  return `syncgrep-${stamp}-${process}`;
}

/** Name of a file of the ring; they count from 1. */
export function partName(stem: string, number: number): string {
  return `${stem}.${String(number).padStart(5, '0')}.pcapng`;
}

/** The ring that a file is a part of, and which; undefined where its name is not of that kind. */
export function partOf(name: string): { readonly stem: string; readonly number: number } | undefined {
  const [, stem, number] = PART.exec(name) ?? [];
  return stem === undefined || number === undefined ? undefined : { stem, number: Number(number) };
}
