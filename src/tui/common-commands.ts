import type { Vocabulary } from '../filter/key-entry.ts';
import { printable } from '../view/text/printable.ts';
import { type Row, span } from '../view/text/styled-row.ts';
import type { CopyCommand } from './copy/copy-keys.ts';
import { copySelection } from './copy/copy-selection.ts';
import type { Command, KeyTable } from './keys/key-table.ts';
import { type Model, viewOf } from './model.ts';
import { helpLines } from './overlay/help-lines.ts';
import type { Clipboard, Request } from './program-options.ts';
import { clearPast } from './time/clear-past.ts';
import { filterBefore } from './trail.ts';
import type { Action } from './update.ts';
import type { Stage, View } from './views/view.ts';

/** The parts of the program that common commands need. */
export interface CommonHost {
  readonly stage: Stage;
  readonly keys: KeyTable;
  readonly vocabulary: Vocabulary;
  /** Undefined if the terminal has no clipboard. */
  readonly clipboard: Clipboard | undefined;
  /** The view on the screen. */
  view(): View;
  model(): Model;
  dispatch(action: Action): void;
  request(request: Request): void;
}

/** Handles the keys that mean the same in every view: leaving, copying, pages over the screen. */
export class CommonCommands {
  private readonly host: CommonHost;

  constructor(host: CommonHost) {
    this.host = host;
  }

  /** False if the command is not one of these. */
  run(command: Command): boolean {
    const { host } = this;
    switch (command) {
      case 'quit-now':
        host.request('quit');
        return true;
      case 'suspend':
      case 'repaint':
        host.request(command);
        return true;
      case 'quit':
        if (this.isDeep) host.dispatch({ type: 'back' });
        else host.request('quit');
        return true;
      case 'leave-view':
        if (!host.view().command(command)) this.leave();
        return true;
      case 'complete':
      case 'complete-back':
        host.dispatch({
          type: 'complete',
          vocabulary: host.vocabulary,
          step: command === 'complete' ? 1 : -1,
        });
        return true;
      case 'copy':
      case 'copy-path':
        this.copy(command);
        return true;
      case 'warnings':
        if (viewOf(host.model()) === 'findings') this.run('leave-view');
        else host.stage.go('findings');
        return true;
      case 'clear-filter':
        if (!host.stage.isFiltered) host.stage.notify([span('There is no filter to be cleared', 'dim')]);
        return false;
      case 'clear-past':
        clearPast(host.stage);
        return true;
      case 'as-of-end':
        if (host.stage.analyses.time === undefined)
          host.stage.notify([span('The state of the end is what is shown', 'dim')]);
        host.stage.showTime(undefined);
        return true;
      case 'help':
      case 'settings':
        host.dispatch({ type: 'overlay', ...this.pageOf(command) });
        return true;
      default:
        return false;
    }
  }

  /** A page over the screen. */
  private pageOf(command: 'help' | 'settings'): {
    readonly title: string;
    readonly lines: readonly Row[];
  } {
    const { stage, keys, view } = this.host;
    if (command === 'help') return { title: 'Keys and filter', lines: helpLines(keys, view().context) };
    const lines = stage.preferences.about().map((line) => [span(printable(line))]);
    return { title: 'Settings', lines };
  }

  private copy(command: CopyCommand): void {
    const { clipboard, view, dispatch } = this.host;
    const { sequence, text, notice } = copySelection(view().selection, command, clipboard?.inTmux ?? false);
    if (sequence !== undefined && text !== undefined) clipboard?.write(sequence, text);
    dispatch({ type: 'notice', notice });
  }

  /** There is a view to go back to. */
  private get isDeep(): boolean {
    return this.host.model().trail.length > 1;
  }

  /** Clears a filter that was typed in this view, or else leaves the view. */
  private leave(): void {
    const { host } = this;
    const before = filterBefore(host.model());
    if (before !== undefined) {
      host.dispatch({ type: 'filter', text: before });
      host.dispatch({ type: 'notice', notice: clearedNotice(host.keys, before) });
    } else if (this.isDeep) host.dispatch({ type: 'back' });
    else host.dispatch({ type: 'notice', notice: nothingBefore(host.keys) });
  }
}

/** Says what Esc has cleared, and how to get it back. */
function clearedNotice(keys: KeyTable, before: string): Row {
  return [
    span(before === '' ? 'Filter cleared' : 'The filter that led here again'),
    span('  '),
    span(`${keys.labelOf('filter')} ${keys.labelOf('older')}`, 'key'),
    span(' brings back what was typed', 'dim'),
  ];
}

function nothingBefore(keys: KeyTable): Row {
  return [
    span('Nothing to go back to', 'dim'),
    span('  '),
    span(keys.labelOf('quit'), 'key'),
    span(' quits', 'dim'),
  ];
}
