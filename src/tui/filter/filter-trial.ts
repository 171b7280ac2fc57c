import type { MessageList } from '../../engine/message-list.ts';
import type { Session } from '../../engine/session.ts';
import { SessionVocabulary } from '../../engine/session-vocabulary.ts';
import { type Completion, complete } from '../../filter/completion.ts';
import { withDefaults } from '../../filter/defaults.ts';
import { parseFilter } from '../../filter/parser.ts';
import type { FilterEdit } from './filter-model.ts';

/** How many messages a filter would let through while it is being typed. */
export interface Hits {
  readonly count: number;
  /** Messages that were not judged yet. */
  readonly unjudged: number;
}

/** Help while a filter is typed. */
export interface FilterAid {
  /** Suggestions for the word at the cursor. */
  readonly completion: Completion;
  /** Undefined if the filter is empty or has a mistake. */
  readonly hits: Hits | undefined;
}

const NOTHING: Completion = { from: 0, to: 0, suggestions: [] };

/** Tries a filter while it is typed: counts its hits, and finds what could be typed next. */
export class FilterTrial {
  readonly vocabulary: SessionVocabulary;
  private readonly session: Session;
  private list: MessageList | undefined;
  /** The filter for which `list` was made. */
  private tried = '';
  private edit: FilterEdit | undefined;
  /** Number of known names when suggestions were made: new messages bring more names. */
  private names = 0;
  private completion = NOTHING;

  constructor(session: Session) {
    this.session = session;
    this.vocabulary = new SessionVocabulary(session);
  }

  /** Judges messages for at most `budget` milliseconds; true if all are judged. */
  work(edit: FilterEdit | undefined, internal: boolean, budget: number): boolean {
    const isUsable = edit !== undefined && edit.errors.length === 0 && edit.text.trim() !== '';
    const tried = isUsable ? `${internal} ${edit.text.trim()}` : '';
    if (tried !== this.tried) {
      this.tried = tried;
      this.list = isUsable
        ? this.session.list(withDefaults(parseFilter(edit.text).filter, { all: internal }))
        : undefined;
    }
    return this.list?.update(budget) ?? true;
  }

  aid(edit: FilterEdit): FilterAid {
    const { aors, callIds, nodes } = this.session.tables;
    const names = aors.size + callIds.size + nodes.revision;
    if (edit !== this.edit || names !== this.names) {
      this.edit = edit;
      this.names = names;
      this.completion = complete(edit.text, edit.cursor, this.vocabulary);
    }
    const { list, completion } = this;
    const size = this.session.tables.index.size;
    const hits = list === undefined ? undefined : { count: list.length, unjudged: size - list.judged };
    return { completion, hits };
  }
}
