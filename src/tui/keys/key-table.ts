import { AORS_KEYS, type AorsCommand } from '../aors/aors-keys.ts';
import { CLUSTER_KEYS, type ClusterCommand } from '../cluster/cluster-keys.ts';
import { COPY_KEYS, type CopyCommand } from '../copy/copy-keys.ts';
import { type EditCommand, FILTER_KEYS } from '../filter/filter-keys.ts';
import { FLOWS_KEYS, type FlowsCommand } from '../flows/flows-keys.ts';
import { LADDER_KEYS, type LadderCommand } from '../ladder/ladder-keys.ts';
import { FIELDS_KEYS, MESSAGES_KEYS, type MessagesCommand } from '../messages/messages-keys.ts';
import { PROMPT_KEYS, type PromptCommand } from '../prompt/prompt-keys.ts';
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

/** What a key asks for. Where it is asked decides what it means. */
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

/** All keys, in the order of the page of help. A context finds the first that fits: its own before those of all. */
export const KEY_SECTIONS: readonly KeySection<Command>[] = [
  FLOWS_KEYS,
  LADDER_KEYS,
  AORS_KEYS,
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
];

export const BINDINGS: readonly Binding[] = KEY_SECTIONS.flatMap(({ bindings }) => bindings);

const COMMANDS: ReadonlyMap<string, Command> = table();

/** What the key asks for there; undefined where it asks for nothing. */
export function commandOf(key: string, context: Context): Command | undefined {
  const own = COMMANDS.get(`${context} ${key}`);
  // With Shift most keys are what they are without.
  return own === undefined && key.startsWith('shift-') ? COMMANDS.get(`${context} ${key.slice(6)}`) : own;
}

/** The name of a key as it is printed. */
export function keyLabel(key: string): string {
  const named = LABELS[key];
  if (named !== undefined) return named;
  if (key.startsWith('shift-')) return `Shift-${keyLabel(key.slice(6))}`;
  if (key.startsWith('ctrl-')) return `Ctrl-${key.slice(5).toUpperCase()}`;
  return /^f\d+$/.test(key) ? key.toUpperCase() : key;
}

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

function table(): ReadonlyMap<string, Command> {
  const commands = new Map<string, Command>();
  for (const { command, keys, contexts } of BINDINGS) {
    for (const context of contexts) {
      for (const key of keys) {
        const place = `${context} ${key}`;
        if (!commands.has(place)) commands.set(place, command);
      }
    }
  }
  return commands;
}
