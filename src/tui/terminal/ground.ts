/**
 * Asks a terminal for the colour of its ground (OSC 11 of xterm), then for what it is (DA1, ECMA-48 8.3.24), which
 * nearly all answer, and in order: who has answered the second without the first has nothing to say to that.
 */
export const ASK_GROUND = '\x1b]11;?\x1b\\\x1b[c';

/** An answer of the terminal to a query. */
export type Answer =
  | { readonly kind: 'ground'; readonly isBright: boolean }
  /** The last answer. */
  | { readonly kind: 'identity' };

/** Undefined where the sequence is no answer to what is asked here. */
export function answerOf(sequence: string): Answer | undefined {
  if (/^\x1b\[\?[\d;]*c$/.test(sequence)) return { kind: 'identity' };
  // rgb:ffff/ffff/ffff, of one to four digits a colour; rgba: with one more for what shines through; #ffffff.
  const [, slashed, joined] =
    /^\x1b\]11;(?:rgba?:([\da-f]{1,4}(?:\/[\da-f]{1,4}){2,3})|#((?:[\da-f]{3}){1,4}))(?:\x07|\x1b\\)$/i.exec(
      sequence,
    ) ?? [];
  const parts = slashed?.split('/') ?? thirds(joined);
  const [red, green, blue] = parts.map((digits) => Number.parseInt(digits, 16) / (16 ** digits.length - 1));
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  return { kind: 'ground', isBright: 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 };
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
