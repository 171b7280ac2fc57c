import { SETTLED } from '../../findings/settled.ts';

/** Stands behind how many things nodes differ about: why `check` does not tell of all of them. Empty for none. */
export function freshText(fresh: number): string {
  if (fresh === 0) return '';
  return `, ${fresh} of them too new for check (it waits for ${Math.round(SETTLED / 1e9)} s)`;
}
