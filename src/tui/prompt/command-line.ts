import { nearest } from '../../filter/suggestion.ts';
import {
  columnHeading,
  FLOW_COLUMNS,
  type FlowColumnId,
  flowColumnOf,
} from '../../view/flows/flow-columns.ts';
import { VIEW_NAMES, type ViewName } from '../views/view-names.ts';

/** The selection, or everything that passes the filter. */
export type Saved = 'selection' | 'shown';

/** A command typed after `:`. */
export type Order =
  | { readonly type: 'view'; readonly view: ViewName }
  /** `view` shows it best; without one, the view stays. */
  | { readonly type: 'filter'; readonly text: string; readonly view?: ViewName }
  | { readonly type: 'at'; readonly time: string | undefined }
  /** Id of a flow as rows and commands show it: `f7`. */
  | { readonly type: 'flow'; readonly id: string }
  | { readonly type: 'message'; readonly number: number }
  | { readonly type: 'find'; readonly text: string }
  | { readonly type: 'save'; readonly path: string; readonly what: Saved }
  /** One to be added, or all that there are to be. */
  | { readonly type: 'columns'; readonly columns: FlowColumnId | readonly FlowColumnId[] }
  | { readonly type: 'help' }
  | { readonly type: 'quit' }
  | { readonly type: 'mistake'; readonly text: string };

const USAGE =
  'aor X, callid X, node N, flow f7, #263, filter EXPR, at TIME, at end, find TEXT, save FILE, save-all FILE, column X, columns A,B, help, a view, q';

/** Where the screen has what a command of the shell reports. */
const COMMANDS_SHOWN: ReadonlyMap<string, ViewName> = new Map([
  ['packets', 'messages'],
  ['nodes', 'cluster'],
  ['syncs', 'cluster'],
  ['check', 'findings'],
]);

export function orderOf(line: string): Order {
  const [word = '', ...others] = line.trim().split(/\s+/);
  const rest = others.join(' ');
  const view =
    COMMANDS_SHOWN.get(word) ?? VIEW_NAMES.find((name) => word !== '' && name.startsWith(word.toLowerCase()));
  switch (word) {
    case 'q':
    case 'q!':
    case 'quit':
      return { type: 'quit' };
    case '?':
    case 'h':
    case 'help':
      return { type: 'help' };
    case 'aor':
      return valued(rest, 'aor', { type: 'filter', text: `aor:${rest}`, view: 'aors' });
    case 'callid':
      return valued(rest, 'callid', { type: 'filter', text: `callid:${rest}`, view: 'flows' });
    case 'node':
      return valued(rest, 'node', { type: 'filter', text: `node:${rest}` });
    case 'flow':
      return rest === '' ? { type: 'view', view: 'flows' } : { type: 'flow', id: rest };
    case 'message':
      if (rest === '') return { type: 'view', view: 'messages' };
      return (
        messageOf(rest) ?? { type: 'mistake', text: ':message what? Its number follows, as in :message #263' }
      );
    case 'filter':
      return { type: 'filter', text: rest };
    case 'at':
      return { type: 'at', time: rest === 'end' || rest === '' ? undefined : rest };
    case 'find':
      return valued(rest, 'find', { type: 'find', text: rest });
    case 'save':
    case 'w':
      return valued(rest, word, { type: 'save', path: rest, what: 'selection' });
    case 'save-all':
      return valued(rest, word, { type: 'save', path: rest, what: 'shown' });
    case 'column':
    case 'columns':
      return columns(word, rest);
    default: {
      const named = rest === '' ? (messageOf(word) ?? flowOf(word)) : undefined;
      if (named !== undefined) return named;
      return view !== undefined && rest === ''
        ? { type: 'view', view }
        : { type: 'mistake', text: unknownText(word) };
    }
  }
}

/** The names that are commands here, for those who mistype one. */
const NAMES: readonly string[] = [
  ...['aor', 'callid', 'node', 'flow', 'message', 'filter', 'at', 'find', 'save', 'save-all'],
  ...['column', 'columns', 'help', 'quit'],
  ...COMMANDS_SHOWN.keys(),
  ...VIEW_NAMES,
];

const SOME = 'there are :aor X, :flow f7, :at TIME, :filter EXPR, :save FILE, :columns, ...';

/** Short enough for the status line, which has no room for a list of all. */
function unknownText(word: string): string {
  const near = nearest(word, NAMES);
  const advice = near === undefined ? SOME : `:${near}?`;
  return `there is no command ${JSON.stringify(word)}; ${advice}`;
}

/** `#263`, as rows and reports name it, or the number alone, as vi goes to a line. */
function messageOf(text: string): Order | undefined {
  const digits = /^#?([1-9]\d{0,14})$/.exec(text)?.[1];
  return digits === undefined ? undefined : { type: 'message', number: Number(digits) };
}

/** `f7`, as rows and reports name it. */
function flowOf(text: string): Order | undefined {
  return /^f[1-9]\d{0,14}$/.test(text) ? { type: 'flow', id: text } : undefined;
}

/** `:columns` alone: the usual ones. */
function columns(word: string, rest: string): Order {
  const names = rest.split(/[\s,]+/).filter((name) => name !== '');
  const wrong = names.find((name) => flowColumnOf(name) === undefined);
  if (wrong !== undefined || (word === 'column' && names.length !== 1)) {
    const there = FLOW_COLUMNS.map(columnHeading).join(', ');
    const text = `there is no column ${JSON.stringify(wrong ?? rest)}: ${there}, header:NAME, field:PATH`;
    return { type: 'mistake', text };
  }
  const ids = names.map(flowColumnOf).filter((id) => id !== undefined);
  const [only] = ids;
  if (word === 'column' && only !== undefined) return { type: 'columns', columns: only };
  return { type: 'columns', columns: ids.length === 0 ? FLOW_COLUMNS : [...new Set(ids)] };
}

function valued(value: string, name: string, order: Order): Order {
  return value === '' ? { type: 'mistake', text: `:${name} what? There are: ${USAGE}` } : order;
}
