import { isAddressText } from '../../filter/readings/address-pattern.ts';
import {
  columnHeading,
  FLOW_COLUMNS,
  type FlowColumnId,
  flowColumnOf,
  MOST_COLUMNS,
} from '../../view/flows/flow-columns.ts';
import { cutText } from '../../view/text/display-width.ts';
import { printable } from '../../view/text/printable.ts';
import { mistakesInKeys, type OwnKeys } from '../keys/key-table.ts';
import { STYLE_NAMES, sgrOf, type Theme } from '../terminal/theme.ts';

export const THEME_NAMES = ['dark', 'light', 'mono'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

export const START_VIEWS = ['flows', 'messages', 'aors', 'cluster', 'time'] as const;

/** The value, as far as it is right; and what is wrong with the rest. */
export interface Reading<Value> {
  readonly value?: Value;
  readonly mistakes: readonly string[];
}

/** Reads one setting of the config file: any JSON. */
export type SettingReader<Value> = (setting: unknown) => Reading<Value>;

export function oneOf<Value>(name: string, allowed: readonly Value[]): SettingReader<Value> {
  return (setting) => {
    const value = allowed.find((one) => one === setting);
    if (value !== undefined) return { value, mistakes: [] };
    return { mistakes: [`${name}: one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}`] };
  };
}

/** `["id", "from", "header:User-Agent"]` */
export function columns(setting: unknown): Reading<readonly FlowColumnId[]> {
  if (!Array.isArray(setting)) return { mistakes: ['columns: has to be a list: ["flow", "from"]'] };
  const read = setting.slice(0, MOST_COLUMNS).map((one) => ({ one, id: flowColumnOf(String(one)) }));
  const mistakes = read
    .filter(({ id }) => id === undefined)
    .map(
      ({ one }) =>
        `columns: ${JSON.stringify(one)}: there are ${FLOW_COLUMNS.map(columnHeading).join(', ')}, header:NAME, field:PATH`,
    );
  const ids = [...new Set(read.flatMap(({ id }) => id ?? []))];
  return ids.length === 0 ? { mistakes } : { value: ids, mistakes };
}

/** Columns: names are short, as they take the place of addresses. */
const LONGEST_NAME = 32;

/** `{"192.0.2.1": "sbc1", "192.0.2.2:5062": "lab phone"}` */
export function aliases(setting: unknown): Reading<ReadonlyMap<string, string>> {
  const entries = entriesOf(setting);
  if (entries === undefined) return { mistakes: ['aliases: has to be an object: {"192.0.2.1": "sbc1"}'] };
  const value = new Map<string, string>();
  const mistakes: string[] = [];
  for (const [address, name] of entries) {
    if (!isAddress(address)) mistakes.push(`aliases: ${JSON.stringify(address)} is no address`);
    else if (typeof name !== 'string' || name === '')
      mistakes.push(`aliases: ${address}: the name has to be a text`);
    else value.set(address, cutText(printable(name), LONGEST_NAME));
  }
  return { value, mistakes };
}

/** An address, or one with a port: `192.0.2.1:5060`, `[2001:db8::1]:5060`. */
function isAddress(text: string): boolean {
  const host = /^(?:\[([^\]]+)\]|([^:]+)):\d{1,5}$/.exec(text);
  return isAddressText(text) || isAddressText(host?.[1] ?? host?.[2] ?? '');
}

/** `{"request": "bold blue", "dim": "plain"}` */
export function colours(setting: unknown): Reading<Partial<Theme>> {
  const entries = entriesOf(setting);
  if (entries === undefined) return { mistakes: ['colours: has to be an object: {"request": "bold blue"}'] };
  const value: Record<string, string> = {};
  const mistakes: string[] = [];
  for (const [style, words] of entries) {
    const sgr = typeof words === 'string' ? sgrOf(words) : undefined;
    if (!STYLE_NAMES.includes(style))
      mistakes.push(`colours: ${JSON.stringify(style)}: there are ${STYLE_NAMES.join(', ')}`);
    else if (sgr === undefined)
      mistakes.push(
        `colours: ${style}: words of bold, dim, underline, inverse, red, bright-blue, on-blue, ... or plain`,
      );
    else value[style] = sgr;
  }
  return { value, mistakes };
}

/** `{"quit": "Q", "mark": ["space", "m"]}` */
export function keys(setting: unknown): Reading<OwnKeys> {
  const entries = entriesOf(setting);
  if (entries === undefined) return { mistakes: ['keys: has to be an object: {"mark": ["space", "m"]}'] };
  const own: Record<string, readonly string[]> = {};
  for (const [command, given] of entries) own[command] = (Array.isArray(given) ? given : [given]).map(String);
  const mistakes = mistakesInKeys(own).map((one) => `keys: ${one}; until it is right the usual keys apply`);
  // With half of them, some command might have no key at all.
  return mistakes.length === 0 ? { value: own, mistakes } : { mistakes };
}

function entriesOf(setting: unknown): readonly (readonly [string, unknown])[] | undefined {
  const isObject = typeof setting === 'object' && setting !== null && !Array.isArray(setting);
  return isObject ? Object.entries(setting) : undefined;
}
