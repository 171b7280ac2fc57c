import type { Problem } from '../filter-error.ts';

/** What a value means to its key, or why it means nothing. */
export type Reading<Meaning> =
  | { readonly ok: true; readonly meaning: Meaning }
  | { readonly ok: false; readonly problem: Problem };

export function meaning<Meaning>(value: Meaning): Reading<Meaning> {
  return { ok: true, meaning: value };
}

export function unreadable(message: string, hint: string): Reading<never> {
  return { ok: false, problem: { message, hint } };
}
