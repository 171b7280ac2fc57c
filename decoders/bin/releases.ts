/**
 * OpenSIPS releases between which a layout changed (spec bin-capabilities 1, bin-core 2.2), oldest first.
 * Each bracket holds releases that cannot be told apart on the wire. A set of brackets is a bit mask: what is
 * known about a node is narrowed down by `&`.
 */
export type ReleaseSet = number;

const BRACKETS: readonly (readonly [first: string, last: string])[] = [
  ['2.4.0', '2.4.1'],
  ['2.4.2', '2.4.2'],
  ['2.4.3', '2.4.4'],
  ['2.4.5', '2.4.6'],
  ['2.4.7', '2.4'],
  ['3.0.0', '3.0.0'],
  ['3.0.1', '3.0'],
  ['3.1.0', '3.1.2'],
  ['3.1.3', '3.1.3'],
  ['3.1.4', '3.1.5'],
  ['3.1.6', '3.1.6'],
  ['3.1.7', '3.1'],
  ['3.2.0', '3.2.0'],
  ['3.2.1', '3.2.2'],
  ['3.2.3', '3.2.3'],
  ['3.2.4', '3.2'],
  ['3.3', '3.3'],
  ['3.4', '3.4'],
  ['3.5', '3.5'],
  ['3.6', '3.6'],
  ['4.0', '4.0'],
  ['master', 'master'],
];

export const NO_RELEASE: ReleaseSet = 0;
export const ANY_RELEASE: ReleaseSet = 2 ** BRACKETS.length - 1;

/**
 * The union of these spans: `releases('3.0.1-3.0', '3.1.0-3.1.2')`. A span is the name of a bracket or
 * branch, `first-last`, or `first+` for "and later"; `3.1` alone is the whole branch. Throws on an unknown
 * name, which is an error in a declaration.
 */
export function releases(...spans: readonly string[]): ReleaseSet {
  return spans.reduce((set, span) => set | parseSpan(span), NO_RELEASE);
}

function parseSpan(span: string): ReleaseSet {
  const open = span.endsWith('+');
  const [from = '', to = from] = (open ? span.slice(0, -1) : span).split('-');
  const first = BRACKETS.findIndex((bracket) => bracket[0] === from || branchOf(bracket[0]) === from);
  const last = open
    ? BRACKETS.length - 1
    : BRACKETS.findLastIndex((bracket) => bracket[1] === to || branchOf(bracket[1]) === to);
  if (first < 0 || last < first) throw new Error(`not a span of releases: ${span}`);
  let set = NO_RELEASE;
  for (let bit = first; bit <= last; bit++) set |= 1 << bit;
  return set;
}

function branchOf(release: string): string {
  return release.split('.').slice(0, 2).join('.');
}

/** `3.1.3-3.5`, `2.4.7-2.4, 3.0.1-3.0`; empty for the empty set. */
export function describeReleases(set: ReleaseSet): string {
  const spans: string[] = [];
  for (let bit = 0; bit < BRACKETS.length; bit++) {
    if ((set & (1 << bit)) === 0) continue;
    const first = BRACKETS[bit]?.[0] ?? '';
    while ((set & (1 << (bit + 1))) !== 0) bit++;
    const last = BRACKETS[bit]?.[1] ?? '';
    spans.push(first === last ? first : `${first}-${last}`);
  }
  return spans.join(', ');
}
