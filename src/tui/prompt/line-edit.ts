/** A line of text that is typed, and where in it. */
export interface Line {
  readonly text: string;
  /** In UTF-16 units from the start; never within a character. */
  readonly cursor: number;
}

export function lineOf(text: string): Line {
  return { text, cursor: text.length };
}

export function typed({ text, cursor }: Line, added: string): Line {
  return { text: text.slice(0, cursor) + added + text.slice(cursor), cursor: cursor + added.length };
}

export type LineCommand =
  | 'line-left'
  | 'line-right'
  | 'line-home'
  | 'line-end-of'
  | 'line-erase-left'
  | 'line-erase-right'
  | 'line-erase-word'
  | 'line-erase-all';

export function editLineOf(line: Line, command: LineCommand): Line {
  const { text, cursor } = line;
  switch (command) {
    case 'line-left':
      return { text, cursor: before(text, cursor) };
    case 'line-right':
      return { text, cursor: after(text, cursor) };
    case 'line-home':
      return { text, cursor: 0 };
    case 'line-end-of':
      return { text, cursor: text.length };
    case 'line-erase-left':
      return cut(line, before(text, cursor), cursor);
    case 'line-erase-right':
      return cut(line, cursor, after(text, cursor));
    case 'line-erase-word':
      return cut(line, wordStart(text, cursor), cursor);
    case 'line-erase-all':
      return { text: '', cursor: 0 };
  }
}

function cut({ text }: Line, from: number, to: number): Line {
  return { text: text.slice(0, from) + text.slice(to), cursor: from };
}

function wordStart(text: string, cursor: number): number {
  return text.slice(0, cursor).trimEnd().lastIndexOf(' ') + 1;
}

function before(text: string, cursor: number): number {
  const low = text.charCodeAt(cursor - 1);
  return Math.max(0, cursor - (low >= 0xdc00 && low <= 0xdfff ? 2 : 1));
}

function after(text: string, cursor: number): number {
  const high = text.charCodeAt(cursor);
  return Math.min(text.length, cursor + (high >= 0xd800 && high <= 0xdbff ? 2 : 1));
}
