/** Text for a terminal that has nothing but ASCII: colours stay, what has no counterpart is `?`. */
export function asciiText(text: string): string {
  return text.replaceAll('→', '>').replaceAll('…', '~').replace(OTHERS, '?');
}

/** Neither printable ASCII nor the ESC of a colour. */
const OTHERS = /[^\u001b\u0020-\u007e]/gu;

/** Has the terminal, or whoever reads the pipe, only ASCII? POSIX: LC_ALL goes before LC_CTYPE before LANG. */
export function wantsAscii(environment: NodeJS.ProcessEnv = process.env): boolean {
  const { LC_ALL, LC_CTYPE, LANG, TERM } = environment;
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '') ?? 'C';
  return TERM === 'dumb' || !/utf-?8/i.test(locale);
}
