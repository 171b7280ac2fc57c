import type { Session } from '../../engine/session.ts';
import { filterValue, keyTerm } from '../../filter/ast.ts';
import { type CompiledFilter, compileFilter, type RegexLimitsReached } from '../../filter/compile.ts';
import { withDefaults } from '../../filter/defaults.ts';
import type { MessageId } from '../../ids.ts';
import type { Request } from '../request/request.ts';
import { type TimeRange, timeRange } from '../request/time-argument.ts';

/** What becomes of a message that was read. */
export type Choice = 'shown' | 'internal hidden' | 'filtered out';

/** Judges messages by what was asked for on the command line. */
export class ChosenMessages {
  private readonly session: Session;
  private readonly request: Request;
  private readonly filter: CompiledFilter;
  private readonly internal: CompiledFilter;
  private readonly hidesInternal: boolean;
  private knownRange: TimeRange | undefined;

  constructor(session: Session, request: Request) {
    const { filter, limits } = request.selection;
    this.session = session;
    this.request = request;
    this.filter = compileFilter(filter, session.facts, { limits });
    this.internal = compileFilter(keyTerm('is', [filterValue(['internal'])]), session.facts);
    this.hidesInternal = withDefaults(filter, { all: request.all }) !== filter;
  }

  /** May what is read later change how a message is judged? */
  get dependsOnLater(): boolean {
    return this.filter.dependsOnRevision || this.filter.dependsOnOrder;
  }

  /** How often a regular expression of the filter did not see a whole text, or took too long. */
  get regexLimits(): RegexLimitsReached {
    return this.filter.limitsReached;
  }

  judge(id: MessageId): Choice {
    const time = this.session.timeOf(id);
    const { since, until } = this.range;
    if (time < since || time > until || !this.filter.matches(id)) return 'filtered out';
    return this.hidesInternal && this.internal.matches(id) ? 'internal hidden' : 'shown';
  }

  /** Only asked once there are messages, so there is a first frame by then. */
  private get range(): TimeRange {
    const { session, request } = this;
    this.knownRange ??= timeRange(request.since, request.until, session.tables.base, session.firstFrameTime);
    return this.knownRange;
  }
}
