/**
 * Text for a terminal that only has ASCII: colours remain, and characters without a counterpart become `?`.
 */
export function asciiText(text: string): string {
  return text.replace(OTHERS, (character) => COUNTERPARTS[character] ?? '?');
}

/** Our own arrows, lines and blocks; each counterpart has the same width. */
const COUNTERPARTS: Readonly<Record<string, string>> = {
  ...{ '→': '>', '←': '<', '↑': '^', '↓': 'v', '…': '~', '›': '>', '–': '-', '—': '-', '·': '.' },
  ...{ '─': '-', '│': '|', '└': '`', '┘': '+', '╵': "'", '▕': '|', '▸': '+', '▾': '-', '▲': '^', '▼': 'v' },
  ...{ '≤': '<', '≠': '#', µ: 'u', '±': '~' },
  ...{ '▁': '.', '▂': '.', '▃': ':', '▄': ':', '▅': '+', '▆': '+', '▇': '#', '█': '#' },
};

/** Anything but printable ASCII and the ESC of colours. */
const OTHERS = /[^\u001b\u0020-\u007e]/gu;

/** As `wantsAscii`, for a screen: if no locale is set (as in a container), UTF-8 is assumed. */
export function isAsciiScreen(environment: NodeJS.ProcessEnv = process.env): boolean {
  const { LC_ALL, LC_CTYPE, LANG } = environment;
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '');
  return locale !== undefined && wantsAscii(environment);
}

/**
 * Does the locale of the terminal, or of whoever reads the pipe, only have ASCII? POSIX: LC_ALL takes
 * precedence over LC_CTYPE, and that over LANG.
 */
export function wantsAscii(environment: NodeJS.ProcessEnv = process.env): boolean {
  const { LC_ALL, LC_CTYPE, LANG, TERM } = environment;
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '') ?? 'C';
  return TERM === 'dumb' || !/utf-?8/i.test(locale);
}
