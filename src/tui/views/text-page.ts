import { type Row, span } from '../../view/styled-row.ts';
import type { Page } from './page.ts';

/** Lines that a report makes, drawn as they are; the first one is the heading. */
export class TextPage implements Page {
  private readonly lines: (utc: boolean) => readonly string[];
  private readonly made = new Map<boolean, readonly string[]>();

  constructor(lines: (utc: boolean) => readonly string[]) {
    this.lines = lines;
  }

  get length(): number {
    return Math.max(0, this.of(false).length - 1);
  }

  heading(_width: number, utc: boolean): Row {
    return [span(this.of(utc)[0] ?? '', 'heading')];
  }

  row(at: number, _width: number, utc: boolean): Row {
    const line = this.of(utc)[at + 1] ?? '';
    return [span(line, ALARMING.test(line) ? 'problem' : 'plain')];
  }

  private of(utc: boolean): readonly string[] {
    let lines = this.made.get(utc);
    if (lines === undefined) {
      lines = this.lines(utc);
      this.made.set(utc, lines);
    }
    return lines;
  }
}

/** Nodes that differ, links that are down. */
const ALARMING = /^!|\bMISSING\b|\sdown\s/;
