import { AORS_KEYS, type AorsCommand, HISTORY_KEYS } from '../aors/aors-keys.ts';
import { CLUSTER_KEYS, type ClusterCommand } from '../cluster/cluster-keys.ts';
import { COPY_KEYS, type CopyCommand } from '../copy/copy-keys.ts';
import { type EditCommand, FILTER_KEYS } from '../filter/filter-keys.ts';
import { COLUMNS_KEYS, FLOWS_KEYS, type FlowsCommand } from '../flows/flows-keys.ts';
import { LADDER_KEYS, type LadderCommand } from '../ladder/ladder-keys.ts';
import { FIELDS_KEYS, MESSAGES_KEYS, type MessagesCommand } from '../messages/messages-keys.ts';
import { PROMPT_KEYS, type PromptCommand, TYPING_KEYS } from '../prompt/prompt-keys.ts';
import { TIME_KEYS, type TimeCommand } from '../time/time-keys.ts';
import type { BindingOf, Context, KeySection } from './binding.ts';
import {
  COMMON_KEYS,
  type CommonCommand,
  MOVING_KEYS,
  type MovingCommand,
  VIEW_KEYS,
  type ViewCommand,
} from './common-keys.ts';

/** What a key means; this depends on the context in which it is pressed. */
export type Command =
  | MovingCommand
  | CommonCommand
  | ViewCommand
  | MessagesCommand
  | AorsCommand
  | ClusterCommand
  | FlowsCommand
  | LadderCommand
  | TimeCommand
  | CopyCommand
  | PromptCommand
  | EditCommand;

export type Binding = BindingOf<Command>;

/** As they are unless the user wants them otherwise, in the order of the page of help. */
const SECTIONS: readonly KeySection<Command>[] = [
  FLOWS_KEYS,
  COLUMNS_KEYS,
  LADDER_KEYS,
  AORS_KEYS,
  HISTORY_KEYS,
  CLUSTER_KEYS,
  MESSAGES_KEYS,
  FIELDS_KEYS,
  TIME_KEYS,
  VIEW_KEYS,
  MOVING_KEYS,
  COMMON_KEYS,
  COPY_KEYS,
  PROMPT_KEYS,
  FILTER_KEYS,
  TYPING_KEYS,
];

/** Keys by command, as the config file has them. */
export type OwnKeys = Readonly<Record<string, readonly string[]>>;

/** Which key asks for what. A context finds the first that fits: its own keys before those of all. */
export class KeyTable {
  /** In the order of the page of help. */
  readonly sections: readonly KeySection<Command>[];
  readonly bindings: readonly Binding[];
  private readonly commands: ReadonlyMap<string, Command>;
  private readonly labels: Readonly<Record<string, string>>;
  /** By context: each frame asks for those of one. */
  private readonly hinted = new Map<Context, readonly Binding[]>();

  /**
   * The user's own keys take the place of a command's usual ones, and go before those of others. `ascii`: arrows have
   * names, because `>` is another key.
   */
  constructor(own: OwnKeys = {}, ascii = false) {
    this.labels = ascii ? ASCII_LABELS : {};
    const keysOf = (binding: Binding): Binding => ({
      ...binding,
      keys: own[binding.command] ?? binding.keys,
    });
    this.sections = SECTIONS.map(({ title, bindings }) => ({ title, bindings: bindings.map(keysOf) }));
    this.bindings = this.sections.flatMap(({ bindings }) => bindings);
    const first = this.bindings.filter(({ command }) => own[command] !== undefined);
    this.commands = commandsOf([...first, ...this.bindings]);
  }

  /** The command of the key in that context; undefined if it has none. */
  commandOf(key: string, context: Context): Command | undefined {
    const own = this.commands.get(`${context} ${key}`);
    // With Shift most keys are what they are without.
    const plain = own === undefined && key.startsWith('shift-');
    return plain ? this.commands.get(`${context} ${key.slice(6)}`) : own;
  }

  /** The bindings with a hint whose first key has no other meaning in that context, which would come first. */
  hintedIn(context: Context): readonly Binding[] {
    const known = this.hinted.get(context);
    if (known !== undefined) return known;
    const hinted = this.bindings.filter(
      ({ command, keys, hint, contexts }) =>
        hint !== undefined &&
        contexts.includes(context) &&
        this.commandOf(keys[0] ?? '', context) === command,
    );
    this.hinted.set(context, hinted);
    return hinted;
  }

  /** The key to be named where a text tells of a command. */
  labelOf(command: Command): string {
    return this.nameOf(this.bindings.find((one) => one.command === command)?.keys[0] ?? '');
  }

  /** The name of a key as it is printed on this screen. */
  nameOf(key: string): string {
    return this.labels[key] ?? keyLabel(key);
  }
}

export const USUAL_KEYS = new KeyTable();

/** The name of a key as it is printed. */
export function keyLabel(key: string): string {
  const named = LABELS[key];
  if (named !== undefined) return named;
  if (key.startsWith('shift-')) return `Shift-${keyLabel(key.slice(6))}`;
  if (key.startsWith('ctrl-')) return `Ctrl-${key.slice(5).toUpperCase()}`;
  return /^f\d+$/.test(key) ? key.toUpperCase() : key;
}

const ASCII_LABELS: Readonly<Record<string, string>> = {
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  'shift-up': 'Shift-Up',
  'shift-down': 'Shift-Down',
  'shift-left': 'Shift-Left',
  'shift-right': 'Shift-Right',
};

const LABELS: Readonly<Record<string, string>> = {
  enter: 'Enter',
  esc: 'Esc',
  tab: 'Tab',
  backtab: 'Shift-Tab',
  space: 'Space',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  home: 'Home',
  end: 'End',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  backspace: 'Backspace',
  delete: 'Del',
};

function commandsOf(bindings: readonly Binding[]): ReadonlyMap<string, Command> {
  const commands = new Map<string, Command>();
  for (const { command, keys, contexts } of bindings) {
    for (const context of contexts) {
      for (const key of keys) {
        const place = `${context} ${key}`;
        if (!commands.has(place)) commands.set(place, command);
      }
    }
  }
  return commands;
}

/**
 * Mistakes in the user's own key bindings, one line each: an unknown command, an unknown key, or one key for two
 * commands in the same context.
 */
export function mistakesInKeys(own: OwnKeys): readonly string[] {
  const mistakes: string[] = [];
  const taken = new Map<string, string>();
  for (const [command, keys] of Object.entries(own)) {
    const places = USUAL_KEYS.bindings.filter((one) => one.command === command);
    if (places.length === 0)
      mistakes.push(`there is no command ${JSON.stringify(command)}; "syncgrep config" lists them`);
    for (const key of keys) {
      if (!isKeyName(key)) mistakes.push(`${command}: ${JSON.stringify(key)} is no key`);
      for (const context of new Set(places.flatMap(({ contexts }) => contexts))) {
        const other = taken.get(`${context} ${key}`);
        if (other !== undefined && other !== command) {
          mistakes.push(`${key} is given to ${other} and to ${command}`);
          break;
        }
        taken.set(`${context} ${key}`, command);
      }
    }
  }
  return mistakes;
}

/** A character, or a name with its modifiers: `ctrl-x`, `shift-f3`, `pagedown`. */
function isKeyName(key: string): boolean {
  const plain = key.replace(/^(?:shift-|ctrl-|alt-)+/, '');
  return /^[!-~]$/.test(plain) || /^f(?:[1-9]|1[0-2])$/.test(plain) || plain === 'backtab' || plain in LABELS;
}
