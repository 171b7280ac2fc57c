/** A view, and how somebody goes through it. */
export interface MeasuredView {
  readonly name: string;
  /** Keys that lead to it. */
  readonly open: string;
  /** Is it on the screen? */
  readonly isThere: (lines: readonly string[]) => boolean;
  /** Keys that lead to a place where every step scrolls. */
  readonly begin: string;
  /** Keys that step on and back. */
  readonly on: string;
  readonly back: string;
  /** Where the user is, as the screen says; undefined before the view is there. */
  readonly place: (lines: readonly string[]) => string | undefined;
  /** There is no further step. */
  readonly isEnd: (place: string) => boolean;
}

const PAGE_DOWN = '\x1b[6~';
/** Flows that the ladder is of: it has rows enough then. */
const MARKED = 40;

/** `7/1,000` on the status line, which may be behind the breadcrumb. */
function listPlace(lines: readonly string[]): string | undefined {
  return /(?:^|\s)[\d,.]+(?:–[\d,.]+)?\/[\d,.]+/.exec(lines.at(-2) ?? '')?.[0].trim();
}

/** `── 14:13:20 – 14:13:21 ──`: what is under the cursor. */
function timePlace(lines: readonly string[]): string | undefined {
  return lines.find((line) => line.startsWith('── '));
}

/** `heading` is in the rows above the list. */
function list(name: string, open: string, heading: RegExp): MeasuredView {
  const isEnd = (place: string): boolean => {
    const [at, all] = place.split('/');
    return at === all || at?.endsWith(`–${all}`) === true;
  };
  const isThere = (lines: readonly string[]): boolean =>
    lines.slice(2, 8).some((line) => heading.test(line)) && listPlace(lines) !== undefined;
  return { name, open, isThere, begin: PAGE_DOWN, on: 'j', back: 'k', place: listPlace, isEnd };
}

/** In this order: the ladder is that of the flows that are marked in the first. */
export const MEASURED_VIEWS: readonly MeasuredView[] = [
  list('flows', '1', /^ {2}flow\S? +start/),
  list('ladder', `1${' '.repeat(MARKED)}\r`, /^ +(# +)?(time|flow) .* message\b/),
  list('messages', '3', /^ +# +Time +From/),
  list('AORs', '4', /^ {2}AOR +contact/),
  list('cluster', '5', /^\d+ nodes?\b/),
  {
    name: 'time',
    open: '6',
    isThere: (lines) => timePlace(lines) !== undefined,
    // The cursor begins at the end, and goes on with it until it is moved.
    begin: 'h',
    on: 'h',
    back: 'l',
    place: timePlace,
    isEnd: () => false,
  },
];
