import type { MessageId } from '../ids.ts';
import { type FilterNode, type FilterTerm, forEachTerm } from './ast.ts';
import { checkTerm } from './check.ts';
import { KEYS } from './keys.ts';
import type { MessageFacts } from './message-facts.ts';
import { FieldPredicate, MessageContent, RegexPredicate, TextPredicate } from './predicates/content.ts';
import { fieldMatcher } from './predicates/field-match.ts';
import { GuardedRegex, RegexLimits } from './predicates/guarded-regex.ts';
import { AllOf, Always, AnyOf, Negation, type Predicate } from './predicates/predicate.ts';
import { HIGHEST_NUMBER, readMessageNumber } from './readings/number-range.ts';

export interface CompileOptions {
  /** Bounds on regular expressions: they backtrack, and some are slow on long text. Several filters may share them. */
  readonly limits?: RegexLimits;
}

/** How often a limit on regular expressions was reached: the answer may then not be that of the whole text. */
export type RegexLimitsReached = Pick<RegexLimits, 'shortened' | 'abandoned'>;

/** A filter that is ready to be applied to the messages of one session. */
export class CompiledFilter {
  /** May need to reread the bytes of messages (for text, regular expressions, fields). */
  readonly needsBytes: boolean;
  /** Results may change when `facts.revision` does. */
  readonly dependsOnRevision: boolean;
  /** Results may change when clocks are aligned. */
  readonly dependsOnTimes: boolean;
  /** Results may change when a late message is sorted in, as the numbers after it change. */
  readonly dependsOnOrder: boolean;
  /** Results are the same as long as the numbers up to this one are; 0 if numbers do not matter. */
  readonly highestNumber: number;
  private readonly facts: MessageFacts;
  private readonly predicate: Predicate;
  private readonly limits: RegexLimits;
  private revision: number;

  constructor(filter: FilterNode, facts: MessageFacts, options: CompileOptions = {}) {
    this.facts = facts;
    this.revision = facts.revision;
    this.limits = options.limits ?? new RegexLimits();
    this.predicate = compileNode(filter, { facts, content: new MessageContent(facts), limits: this.limits });
    this.needsBytes = someTerm(filter, (term) => term.kind !== 'key');
    this.dependsOnRevision = someTerm(filter, (term) => term.kind === 'key' && GROWING.has(term.key));
    this.dependsOnTimes = someTerm(filter, (term) => term.kind === 'key' && term.key === 'time');
    this.dependsOnOrder = someTerm(filter, (term) => term.kind === 'key' && term.key === 'no');
    this.highestNumber = highestNumber(filter);
  }

  matches(message: MessageId): boolean {
    if (this.revision !== this.facts.revision) this.refresh();
    return this.predicate.holds(message);
  }

  get limitsReached(): RegexLimitsReached {
    return this.limits;
  }

  private refresh(): void {
    this.revision = this.facts.revision;
    this.predicate.forget();
  }
}

/** Keys whose answers may change as more becomes known. */
const GROWING: ReadonlySet<string> = new Set(['node', 'from', 'to', 'cap', 'type']);

/** Prepares the filter for these facts. Terms that `parseFilter` would refuse match no message. */
export function compileFilter(
  filter: FilterNode,
  facts: MessageFacts,
  options: CompileOptions = {},
): CompiledFilter {
  return new CompiledFilter(filter, facts, options);
}

/** What the predicates of one filter share. */
interface Shared {
  readonly facts: MessageFacts;
  readonly content: MessageContent;
  readonly limits: RegexLimits;
}

function compileNode(node: FilterNode, shared: Shared): Predicate {
  switch (node.kind) {
    case 'and':
      if (node.children.length === 0) return new Always();
      return new AllOf(node.children.map((child) => compileNode(child, shared)));
    case 'or':
      return new AnyOf(node.children.map((child) => compileNode(child, shared)));
    case 'not':
      return new Negation(compileNode(node.child, shared));
    default:
      return compileTerm(node, shared);
  }
}

function compileTerm(term: FilterTerm, { facts, content, limits }: Shared): Predicate {
  if (term.kind === 'key') return KEYS[term.key].predicate(term.values, facts);
  if (checkTerm(term).length > 0) return new Negation(new Always());
  switch (term.kind) {
    case 'text':
      return new TextPredicate(content, term.text);
    case 'regex':
      return new RegexPredicate(content, new GuardedRegex(new RegExp(term.source, term.flags), limits));
    case 'field':
      return new FieldPredicate(content, fieldMatcher(term));
  }
}

function highestNumber(filter: FilterNode): number {
  let highest = 0;
  forEachTerm(filter, (term) => {
    if (term.kind !== 'key' || term.key !== 'no') return;
    for (const value of term.values) {
      const reading = readMessageNumber(value);
      if (!reading.ok) continue;
      const { low, high } = reading.meaning;
      // Of numbers without an end, only where they begin.
      highest = Math.max(highest, high === HIGHEST_NUMBER ? low : high);
    }
  });
  return highest;
}

function someTerm(filter: FilterNode, wanted: (term: FilterTerm) => boolean): boolean {
  let found = false;
  forEachTerm(filter, (term) => {
    found ||= wanted(term);
  });
  return found;
}
