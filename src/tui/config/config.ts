import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { FLOW_COLUMNS, type FlowColumnId } from '../../view/flows/flow-columns.ts';
import type { OwnKeys } from '../keys/key-table.ts';
import type { Theme } from '../terminal/theme.ts';
import {
  aliases,
  colours,
  columns,
  keys,
  oneOf,
  type Reading,
  type SettingReader,
  START_VIEWS,
  THEME_NAMES,
  type ThemeName,
} from './settings.ts';

/** The user's preferences; undefined if the file does not set them. */
export interface Config {
  readonly theme?: ThemeName;
  readonly utc?: boolean;
  /** Only ASCII on the screen. */
  readonly ascii?: boolean;
  /** The program takes clicks and the wheel; the terminal's own marking of text then needs Shift. */
  readonly mouse?: boolean;
  /** View to begin with. */
  readonly view?: (typeof START_VIEWS)[number];
  /** Columns of the flows. */
  readonly columns?: readonly FlowColumnId[];
  /** Names for addresses, or for addresses and ports. */
  readonly aliases?: ReadonlyMap<string, string>;
  /** Looks by style, in SGR parameters: in place of the theme's. */
  readonly colours?: Partial<Theme>;
  /** Keys by command. */
  readonly keys?: OwnKeys;
}

/** A mistake is a line for the user, and what it is about is left out. */
export interface ReadConfig {
  readonly config: Config;
  readonly mistakes: readonly string[];
}

/** XDG Base Directory Specification: $XDG_CONFIG_HOME, or ~/.config. */
export function configPath(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CONFIG_HOME: home } = environment;
  return join(
    home === undefined || home === '' ? join(homedir(), '.config') : home,
    'syncgrep',
    'config.json',
  );
}

/** Reads the file; a missing one says nothing. Never throws. */
export function readConfig(path: string = configPath()): ReadConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { config: {}, mistakes: code === 'ENOENT' ? [] : [`${path}: ${message}`] };
  }
  return parseConfig(text, path);
}

export function parseConfig(text: string, path: string): ReadConfig {
  const value = objectIn(text);
  if (typeof value === 'string') return { config: {}, mistakes: [`${path}: ${value}`] };
  const known: Record<string, unknown> = {};
  const mistakes: string[] = [];
  for (const [name, setting] of Object.entries(value)) {
    const { value: read, mistakes: wrong }: Reading<unknown> = SETTINGS.get(name)?.(setting) ?? unknown(name);
    mistakes.push(...wrong.map((one) => `${path}: ${one}`));
    if (read !== undefined) known[name] = read;
  }
  return { config: known as Config, mistakes };
}

/** Writes one setting, and leaves the others as they are; says in a line what came of it. */
export function keepColumns(shown: readonly FlowColumnId[], path: string = configPath()): string {
  try {
    const before = objectIn(textOf(path));
    if (typeof before === 'string') return `${path} stays as it is: ${before}`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify({ ...before, columns: shown }, undefined, 2)}\n`);
    return `kept in ${path}`;
  } catch (error) {
    return `not kept: ${(error as Error).message}`;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '{}';
    throw error;
  }
}

/** The object, or why there is none. */
function objectIn(text: string): object | string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    return 'has to be an object: {"theme": "light"}';
  } catch (error) {
    return `no JSON: ${(error as Error).message}`;
  }
}

const YES_OR_NO = [true, false] as const;

const SETTINGS: ReadonlyMap<string, SettingReader<unknown>> = new Map<string, SettingReader<unknown>>([
  ['theme', oneOf('theme', THEME_NAMES)],
  ['utc', oneOf('utc', YES_OR_NO)],
  ['ascii', oneOf('ascii', YES_OR_NO)],
  ['mouse', oneOf('mouse', YES_OR_NO)],
  ['view', oneOf('view', START_VIEWS)],
  ['columns', columns],
  ['aliases', aliases],
  ['colours', colours],
  ['keys', keys],
]);

function unknown(name: string): Reading<never> {
  return { mistakes: [`${JSON.stringify(name)}: there are ${[...SETTINGS.keys()].join(', ')}`] };
}

/** The columns of the flows, of the file or the usual ones. */
export function columnsOf({ columns: own }: Config): readonly FlowColumnId[] {
  return own ?? FLOW_COLUMNS;
}
