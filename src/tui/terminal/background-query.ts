/**
 * Asks a terminal for its background colour (OSC 11 of xterm) and then for its identity (DA1, ECMA-48 8.3.24). Nearly
 * all terminals answer the second query, and in order: if its answer comes first, there is none to the first one.
 */
export const ASK_BACKGROUND = '\x1b]11;?\x1b\\\x1b[c';

/** An answer of the terminal to a query. */
export type Answer =
  | { readonly kind: 'background'; readonly isBright: boolean }
  /** The last answer. */
  | { readonly kind: 'identity' };

/** Undefined if the sequence is no answer to these queries. */
export function answerOf(sequence: string): Answer | undefined {
  if (/^\x1b\[\?[\d;]*c$/.test(sequence)) return { kind: 'identity' };
  // rgb:ffff/ffff/ffff, with one to four digits a colour; rgba: has opacity as well; #ffffff.
  const [, slashed, joined] =
    /^\x1b\]11;(?:rgba?:([\da-f]{1,4}(?:\/[\da-f]{1,4}){2,3})|#((?:[\da-f]{3}){1,4}))(?:\x07|\x1b\\)$/i.exec(
      sequence,
    ) ?? [];
  const parts = slashed?.split('/') ?? thirds(joined);
  const [red, green, blue] = parts.map((digits) => Number.parseInt(digits, 16) / (16 ** digits.length - 1));
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  return { kind: 'background', isBright: 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 };
}

/** Nothing more comes after this. */
export function isLastAnswer(heard: string): boolean {
  return /\x1b\[\?[\d;]*c/.test(heard);
}

function thirds(digits = ''): readonly string[] {
  const length = digits.length / 3;
  return length === 0 ? [] : [0, 1, 2].map((at) => digits.slice(at * length, (at + 1) * length));
}

/**
 * Does the terminal take such questions? The Linux console, serial terminals and GNU screen have no answer, and
 * some of them would show the question.
 */
export function canBeAsked({ TERM = '', TMUX = '' }: NodeJS.ProcessEnv = process.env): boolean {
  return TMUX !== '' || !/^(?:$|dumb|unknown|linux|cons\d|vt\d|ansi|sun|eterm|screen)/.test(TERM);
}
