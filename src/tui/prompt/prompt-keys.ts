import { type Context, type KeySection, VIEWS } from '../keys/binding.ts';
import type { LineCommand } from './line-edit.ts';

export type PromptCommand =
  | LineCommand
  | 'prompt-accept'
  | 'prompt-cancel'
  | 'search'
  | 'search-next'
  | 'search-previous'
  | 'save'
  | 'save-all'
  | 'command-line'
  | 'palette'
  | 'choice-better'
  | 'choice-worse'
  | 'choice-take'
  | 'pause';

const PROMPT: readonly Context[] = ['prompt'];
/** A page over the screen, such as help: there is nothing to filter. */
const PAGE: readonly Context[] = ['overlay'];

export const PROMPT_KEYS: KeySection<PromptCommand> = {
  title: 'Search, save, commands',
  bindings: [
    { command: 'search', keys: ['ctrl-s'], contexts: VIEWS, help: 'search a text in the rows' },
    { command: 'search-next', keys: ['n'], contexts: VIEWS, help: 'next row with the text' },
    { command: 'search-previous', keys: ['N'], contexts: VIEWS, help: 'row with the text before' },
    {
      command: 'search',
      keys: ['/', 'f3', 'ctrl-s'],
      contexts: PAGE,
      help: 'search a text in the page',
      hint: 'search',
    },
    { command: 'search-next', keys: ['n'], contexts: PAGE, help: 'next row with the text', hint: 'next' },
    { command: 'search-previous', keys: ['N'], contexts: PAGE, help: 'row with the text before' },
    {
      command: 'save',
      keys: ['s', 'f2'],
      contexts: VIEWS,
      help: 'save what is selected: frames (.pcapng), text or JSON',
      hint: 'save',
    },
    {
      command: 'save-all',
      keys: ['S'],
      contexts: VIEWS,
      help: 'save all messages that the filter lets through',
      hint: 'save all',
    },
    {
      command: 'command-line',
      keys: [':'],
      contexts: VIEWS,
      help: 'type a command: aor 1000, flow f7, #263, node 2, at 09:28:31, find TEXT, save FILE, save-all FILE, q; Tab completes',
    },
    {
      command: 'palette',
      keys: ['ctrl-p'],
      contexts: VIEWS,
      help: 'go to a view, an AOR, a Call-ID, a node: type some of its letters',
    },
    {
      command: 'pause',
      keys: ['p'],
      contexts: VIEWS,
      help: 'pause: the rows stay as they are, what is captured is kept; or go on',
    },
  ],
};

/** While something is typed behind a colon, to search, to save or to go to. */
export const TYPING_KEYS: KeySection<PromptCommand> = {
  title: 'Typing a command, a name, a text',
  bindings: [
    { command: 'prompt-accept', keys: ['enter'], contexts: PROMPT, help: 'do it', hint: 'do it' },
    { command: 'prompt-cancel', keys: ['esc', 'ctrl-g'], contexts: PROMPT, help: 'leave it', hint: 'cancel' },
    {
      command: 'choice-take',
      keys: ['tab'],
      contexts: PROMPT,
      help: 'take over what is offered',
      hint: 'complete',
    },
    {
      command: 'choice-worse',
      keys: ['up', 'ctrl-p'],
      contexts: PROMPT,
      help: 'the choice above',
      hint: 'other choice',
    },
    { command: 'choice-better', keys: ['down', 'ctrl-n'], contexts: PROMPT, help: 'the choice below' },
    { command: 'line-left', keys: ['left', 'ctrl-b'], contexts: PROMPT, help: 'left' },
    { command: 'line-right', keys: ['right', 'ctrl-f'], contexts: PROMPT, help: 'right' },
    { command: 'line-home', keys: ['home', 'ctrl-a'], contexts: PROMPT, help: 'to the start' },
    { command: 'line-end-of', keys: ['end', 'ctrl-e'], contexts: PROMPT, help: 'to the end' },
    {
      command: 'line-erase-left',
      keys: ['backspace', 'ctrl-h'],
      contexts: PROMPT,
      help: 'erase to the left',
    },
    { command: 'line-erase-right', keys: ['delete', 'ctrl-d'], contexts: PROMPT, help: 'erase to the right' },
    { command: 'line-erase-word', keys: ['ctrl-w'], contexts: PROMPT, help: 'erase a word' },
    { command: 'line-erase-all', keys: ['ctrl-u'], contexts: PROMPT, help: 'erase all' },
  ],
};

/** All but `pause`, which is for the program itself. */
export type PrompterCommand = Exclude<PromptCommand, 'pause'>;

const PROMPTER: ReadonlySet<string> = new Set(
  [...PROMPT_KEYS.bindings, ...TYPING_KEYS.bindings]
    .map(({ command }) => command)
    .filter((command) => command !== 'pause'),
);

export function isPrompterCommand(command: string): command is PrompterCommand {
  return PROMPTER.has(command);
}
