/** Text for a terminal that has nothing but ASCII: colours stay, what has no counterpart is `?`. */
export function asciiText(text: string): string {
  return text.replace(OTHERS, (character) => COUNTERPARTS[character] ?? '?');
}

/** Arrows, lines and blocks of our own, each as wide as what stands for it. */
const COUNTERPARTS: Readonly<Record<string, string>> = {
  ...{ '→': '>', '←': '<', '↑': '^', '↓': 'v', '…': '~', '›': '>', '–': '-', '—': '-', '·': '.' },
  ...{ '─': '-', '│': '|', '└': '`', '┘': '+', '╵': "'", '▕': '|', '▸': '+', '▾': '-', '▲': '^', '▼': 'v' },
  ...{ '≤': '<', '≠': '#', µ: 'u', '±': '~' },
  ...{ '▁': '.', '▂': '.', '▃': ':', '▄': ':', '▅': '+', '▆': '+', '▇': '#', '█': '#' },
};

/** Neither printable ASCII nor the ESC of a colour. */
const OTHERS = /[^\u001b\u0020-\u007e]/gu;

/** As `wantsAscii` for a screen: where no locale is set (in a container), it is taken to know UTF-8. */
export function isAsciiScreen(environment: NodeJS.ProcessEnv = process.env): boolean {
  const { LC_ALL, LC_CTYPE, LANG } = environment;
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '');
  return locale !== undefined && wantsAscii(environment);
}

/** Has the terminal, or whoever reads the pipe, only ASCII? POSIX: LC_ALL goes before LC_CTYPE before LANG. */
export function wantsAscii(environment: NodeJS.ProcessEnv = process.env): boolean {
  const { LC_ALL, LC_CTYPE, LANG, TERM } = environment;
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '') ?? 'C';
  return TERM === 'dumb' || !/utf-?8/i.test(locale);
}
