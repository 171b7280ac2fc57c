import { cutText } from '../../view/text/display-width.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import type { Selection } from '../views/view.ts';
import { clipboardSequence, LONGEST_COPY } from './clipboard.ts';
import type { CopyCommand } from './copy-keys.ts';

/** Columns of the notice for what was copied. */
const SHOWN = 48;

/** The sequence that fills the terminal's clipboard, and what the user is told. */
export interface Copy {
  /** Undefined, as the text, where nothing is copied. */
  readonly sequence?: string;
  readonly text?: string;
  readonly notice: Row;
}

/** Copies the value that is selected, or what it is called. */
export function copySelection(selection: Selection | undefined, command: CopyCommand, inTmux: boolean): Copy {
  const text = command === 'copy' ? selection?.text : selection?.path;
  if (text === undefined || text === '') return refused('There is nothing here to copy');
  const sequence = clipboardSequence(text, inTmux);
  if (sequence === undefined) return refused(`Not copied: longer than ${LONGEST_COPY / 1000} kB`);
  const line = text.split('\n', 1)[0] ?? '';
  return { sequence, text, notice: [span('copied ', 'dim'), span(cutText(line, SHOWN))] };
}

function refused(text: string): Copy {
  return { notice: [span(text, 'warning')] };
}
