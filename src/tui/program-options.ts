import { counted } from '../view/text/counts.ts';
import { type Row, span } from '../view/text/styled-row.ts';
import type { KeyTable } from './keys/key-table.ts';
import type { Model, Size } from './model.ts';
import type { Preferences } from './preferences.ts';
import type { Theme } from './terminal/theme.ts';
import { trailOf } from './trail.ts';
import type { ViewName } from './views/view-names.ts';

export interface ProgramOptions {
  /** The display filter to begin with, as it is typed. */
  readonly filterText: string;
  readonly internal: boolean;
  readonly utc: boolean;
  /** Clocks of several captures are aligned as soon as they are read. */
  readonly align: boolean;
  readonly theme: Theme;
  readonly size: Size;
  /** The view to begin with. */
  readonly view?: ViewName;
  /** The usual keys and preferences if not given. */
  readonly keys?: KeyTable;
  readonly preferences?: Preferences;
  /** Receives the sequences that fill the clipboard of the terminal. */
  readonly clipboard?: Clipboard;
}

/** The clipboard of the terminal. */
export interface Clipboard {
  readonly inTmux: boolean;
  /** Sends a sequence with which the terminal copies the text. */
  write(sequence: string, text: string): void;
}

/** What the program asks of its caller; `changed`: the screen has changed without a key. */
export type Request = 'quit' | 'suspend' | 'repaint' | 'changed';

/** The state of everything around the views at the start. */
export function firstModel({
  filterText,
  internal,
  utc,
  size,
  view = 'flows',
  preferences,
}: ProgramOptions): Model {
  return {
    size,
    overlay: undefined,
    filter: { applied: filterText, edit: undefined, history: filterText === '' ? [] : [filterText] },
    settings: { internal, utc, timeMode: 'clock' },
    trail: trailOf(view),
    prompt: undefined,
    paused: false,
    notice: configNotice(preferences?.mistakes ?? 0),
  };
}

/** The mistakes were written to the screen of the shell, which is hidden now. */
function configNotice(mistakes: number): Row | undefined {
  if (mistakes === 0) return undefined;
  return [
    span(`${counted(mistakes, 'mistake')} in the config file: `, 'warning'),
    span('F8', 'key'),
    span(' tells where'),
  ];
}
