import type { StringId } from '../ids.ts';

/** A term is an AOR or a Call-ID; the lowest bit tells which. */
export function aorTerm(id: StringId): number {
  return (id << 1) >>> 0;
}

export function callIdTerm(id: StringId): number {
  return ((id << 1) | 1) >>> 0;
}

export function isCallId(term: number): boolean {
  return (term & 1) === 1;
}

export function stringOf(term: number): StringId {
  return (term >>> 1) as StringId;
}
