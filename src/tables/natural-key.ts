/**
 * A sort key for a text. Compared by code unit, keys sort as in a dictionary: numbers by their value (999
 * before 1000), letters regardless of case, signs before digits before letters. Texts that only differ in
 * case, or in leading zeros of a number, have the same key.
 */
export function naturalKey(text: string): string {
  let key = '';
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) {
      key += text[at++];
      continue;
    }
    let end = at + 1;
    while (end < text.length && isDigit(text.charCodeAt(end))) end++;
    while (at < end - 1 && text.charCodeAt(at) === ZERO) at++;
    // Numbers with more digits are greater. The prefix sorts after signs and before letters.
    key += BEFORE_LETTERS + String.fromCharCode(Math.min(end - at, LONGEST)) + text.slice(at, end);
    at = end;
  }
  return key.toLowerCase();
}

const ZERO = 48;
const NINE = 57;
const BEFORE_LETTERS = '`';
/**
 * Digits by which a number is compared; of a longer one, the first digits decide. Below the code of the first
 * letter, so that lower case cannot change it.
 */
const LONGEST = 64;

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** Compares keys by code unit. */
export function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
