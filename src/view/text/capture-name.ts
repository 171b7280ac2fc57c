import { printable } from './printable.ts';

/** The name of a capture as people read it. */
export function captureLabel(name: string): string {
  return name === '-' ? 'standard input' : printable(name);
}
