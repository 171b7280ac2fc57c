import type { SeenScreen } from './watched-screen.ts';

/** A view, and how somebody goes through it. */
export interface MeasuredView {
  readonly name: string;
  /** Keys that lead to it. */
  readonly open: string;
  /** Is it on the screen? */
  readonly isThere: (screen: SeenScreen) => boolean;
  /** Keys that lead to a place where every step scrolls. */
  readonly begin: string;
  /** Keys that step on and back. */
  readonly on: string;
  readonly back: string;
  /**
   * What the user is at, whatever else comes in meanwhile; undefined before the view is there. Not the number of a row:
   * that changes without a key when rows come in above, and may stay the same with one.
   */
  readonly subject: (screen: SeenScreen) => string | undefined;
  /** There is no further step on, or back. */
  readonly isEnd: (screen: SeenScreen, step: 'on' | 'back') => boolean;
}

const PAGE_DOWN = '\x1b[6~';
/** Flows that the ladder is of: it has rows enough then. */
const MARKED = 40;

/** `7/1,000` on the status line, which may be behind the breadcrumb. */
function listPlace({ lines }: SeenScreen): string | undefined {
  return /(?:^|\s)[\d,.]+(?:–[\d,.]+)?\/[\d,.]+/.exec(lines.at(-2) ?? '')?.[0].trim();
}

function isListEnd(screen: SeenScreen, step: 'on' | 'back'): boolean {
  const [at, all] = listPlace(screen)?.split('/') ?? [];
  return step === 'back' ? at === '1' : at === all || at?.endsWith(`–${all}`) === true;
}

/** `── 14:13:20 – 14:13:21 ──`: what is under the cursor. */
function underCursor({ lines }: SeenScreen): string | undefined {
  return lines.find((line) => line.startsWith('── '));
}

/** `heading` is in the rows above the list; `nameOf` a row is what it is about. */
function list(
  name: string,
  open: string,
  heading: RegExp,
  nameOf: (row: string) => string | undefined,
): MeasuredView {
  return {
    name,
    open,
    isThere: (screen) =>
      screen.lines.slice(2, 8).some((line) => heading.test(line)) && listPlace(screen) !== undefined,
    begin: PAGE_DOWN,
    on: 'j',
    back: 'k',
    subject: ({ selected }) => (selected === undefined ? undefined : nameOf(selected)),
    isEnd: isListEnd,
  };
}

/** The first words of a row, behind its marks. */
function words(count: number): (row: string) => string | undefined {
  return (row) => row.slice(MARKS).trim().split(/\s+/, count).join(' ');
}

/** Columns at the left of a row, with marks that may change. */
const MARKS = 2;

/**
 * The beginning of a row of the cluster view. Titles tell how many rows they stand for, and rows what was measured:
 * neither is part of their name. Syncs and findings have theirs in two cells; of syncs between the same nodes, the time
 * tells which is which.
 */
function nameInCluster(row: string): string {
  const [first = '', second = ''] = row
    .slice(MARKS)
    .trim()
    .split(/\s{2,}/);
  if (!/→|^(error|warning|info)$/.test(first)) return first.replace(/\d[\d,]*\)$/, ')');
  const [time = ''] = /\d\d:\d\d:\d\d[.\d]*/.exec(row) ?? [];
  return `${first} ${second} ${time}`;
}

/** In this order: the ladder is that of the flows that are marked in the first. */
export const MEASURED_VIEWS: readonly MeasuredView[] = [
  list('flows', '1', /^ {2}flow\S? +start/, words(1)),
  list('ladder', `1${' '.repeat(MARKED)}\r`, /^ +(# +)?(time|flow) .* message\b/, (row) => row.slice(MARKS)),
  list('messages', '3', /^ +# +Time +From/, words(1)),
  list('AORs', '4', /^ {2}AOR +contact/, words(2)),
  list('cluster', '5', /^(as of [\d:]+: )?\d+ nodes?\b/, nameInCluster),
  {
    name: 'time',
    open: '6',
    isThere: (screen) => underCursor(screen) !== undefined,
    // The cursor begins at the end, and goes on with it until it is moved.
    begin: 'h',
    on: 'h',
    back: 'l',
    subject: underCursor,
    isEnd: () => false,
  },
];
