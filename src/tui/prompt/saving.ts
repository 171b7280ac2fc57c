import { homedir } from 'node:os';
import type { MessageId } from '../../ids.ts';
import { printable } from '../../view/text/printable.ts';
import { span } from '../../view/text/styled-row.ts';
import { saveMessages } from '../save/save-messages.ts';
import type { Stage, View } from '../views/view.ts';
import type { Saved } from './command-line.ts';

interface SavingHost {
  readonly stage: Pick<Stage, 'session' | 'settings' | 'listed' | 'isListed' | 'notify'>;
  view(): Pick<View, 'selection'>;
  /** Asks for the name of a file, or whether it is to be replaced. */
  suggest(kind: 'save' | 'replace', path: string): void;
  /** Something has changed though no key was pressed. */
  changed(): void;
}

/** Writes messages to the file that the user has named, and asks before one is replaced. */
export class Saving {
  private readonly host: SavingHost;
  /** The file of which the user was told that it is there, and what was to be written there. */
  private asked: { readonly path: string; readonly what: Saved } | undefined;

  constructor(host: SavingHost) {
    this.host = host;
  }

  /** Asks where the selection is to be saved. */
  begin(): void {
    const { selection } = this.host.view();
    if (selection === undefined || selection.messages.length === 0)
      this.complain('no message is selected that could be saved; :save-all FILE saves all that are shown');
    else this.host.suggest('save', `${selection.name}.pcapng`);
  }

  save(path: string, what: Saved): void {
    void this.write(path, what, false);
  }

  /** The answer to the question whether a file is to be replaced; another name is no yes. */
  replace(path: string): void {
    void this.write(path, this.asked?.what ?? 'selection', path === this.asked?.path);
  }

  private async write(path: string, what: Saved, replace: boolean): Promise<void> {
    const { stage } = this.host;
    const messages = what === 'shown' ? this.shown() : (this.host.view().selection?.messages ?? []);
    if (messages === undefined) return;
    const { utc } = stage.settings;
    const { exists, notice } = await saveMessages(stage.session, messages, fromHome(path), { utc, replace });
    if (exists) {
      this.asked = { path, what };
      this.host.suggest('replace', path);
    } else stage.notify(notice);
    this.host.changed();
  }

  /** The messages that pass the filter, once that is known; more may come in while they are written. */
  private shown(): readonly MessageId[] | undefined {
    const { listed, session, isListed } = this.host.stage;
    const { index } = session.tables;
    if (isListed) {
      const all = Array.from({ length: listed.length }, (_, at) => listed.at(at));
      // While the user has paused, some may have had to make room.
      return all.filter((id) => id >= index.first);
    }
    this.complain('the filter is not done yet: save when it is');
    return undefined;
  }

  private complain(text: string): void {
    this.host.stage.notify([span(printable(text), 'warning')]);
  }
}

/** No shell reads what is typed here. */
function fromHome(path: string): string {
  return path.startsWith('~/') ? `${homedir()}${path.slice(1)}` : path;
}
