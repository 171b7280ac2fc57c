import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const THEME_NAMES = ['dark', 'light', 'mono'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];

const VIEWS = ['flows', 'messages', 'aors', 'cluster', 'time'] as const;

/** What the user likes always; undefined where the file does not say. */
export interface Config {
  readonly theme?: ThemeName;
  readonly utc?: boolean;
  /** Only ASCII on the screen. */
  readonly ascii?: boolean;
  /** The program takes clicks and the wheel; the terminal's own marking of text then needs Shift. */
  readonly mouse?: boolean;
  /** View to begin with. */
  readonly view?: (typeof VIEWS)[number];
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
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { config: {}, mistakes: [`${path}: no JSON: ${(error as Error).message}`] };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { config: {}, mistakes: [`${path}: has to be an object: {"theme": "light"}`] };
  }
  const known: Record<string, unknown> = {};
  const mistakes: string[] = [];
  for (const [name, setting] of Object.entries(value)) {
    const allowed = SETTINGS.get(name);
    if (allowed?.includes(setting)) known[name] = setting;
    else mistakes.push(`${path}: ${mistake(name, allowed)}`);
  }
  return { config: known as Config, mistakes };
}

const YES_OR_NO: readonly unknown[] = [true, false];
const SETTINGS: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ['theme', THEME_NAMES],
  ['utc', YES_OR_NO],
  ['ascii', YES_OR_NO],
  ['mouse', YES_OR_NO],
  ['view', VIEWS],
]);

function mistake(name: string, allowed: readonly unknown[] | undefined): string {
  if (allowed === undefined) return `${JSON.stringify(name)}: there are ${[...SETTINGS.keys()].join(', ')}`;
  return `${name}: one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}`;
}
