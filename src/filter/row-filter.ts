import type { MessageId } from '../ids.ts';
import type { FilterNode, FilterValue, KeyTerm } from './ast.ts';
import { type CompileOptions, compileFilter } from './compile.ts';
import type { MessageFacts } from './message-facts.ts';
import { readPeer } from './readings/address-pattern.ts';
import { matchesAor, readAorPattern } from './readings/aor-pattern.ts';
import { matchesName, readName } from './readings/name-pattern.ts';
import { matchesPieces } from './wildcard.ts';

/** What a display filter may ask about a row of a report. */
export interface RowFacts {
  /** The AORs that the row is about, rather than all that its messages name. */
  readonly aors: readonly string[];
  readonly callIds: readonly string[];
  readonly nodes: readonly number[];
  /** The capabilities that the row is about, if it is about any; those of its messages do not count then. */
  readonly capabilities?: readonly string[];
  /** The messages that it is derived from. */
  readonly messages: readonly MessageId[];
}

export type RowFilter = (row: RowFacts) => boolean;

/**
 * A display filter for rows that are derived from several messages. Questions about an AOR, a Call-ID, a node
 * or a capability are asked of the row itself: a sync packet names many AORs, only one of which is the row's.
 * All other terms hold if they hold for one of the messages.
 */
export function rowFilter(filter: FilterNode, facts: MessageFacts, options?: CompileOptions): RowFilter {
  switch (filter.kind) {
    case 'and': {
      const parts = filter.children.map((child) => rowFilter(child, facts, options));
      return (row) => parts.every((part) => part(row));
    }
    case 'or': {
      const parts = filter.children.map((child) => rowFilter(child, facts, options));
      return (row) => parts.some((part) => part(row));
    }
    case 'not': {
      const part = rowFilter(filter.child, facts, options);
      return (row) => !part(row);
    }
    default: {
      const own = filter.kind === 'key' ? ownQuestion(filter) : undefined;
      if (own !== undefined) return own;
      const compiled = compileFilter(filter, facts, options);
      const byMessages: RowFilter = (row) => row.messages.some((message) => compiled.matches(message));
      if (filter.kind !== 'key' || filter.key !== 'cap') return byMessages;
      const byName = anyOf(filter.values, (value) => capabilityQuestion(value, facts));
      return (row) => (row.capabilities === undefined ? byMessages(row) : byName(row));
    }
  }
}

/** Undefined if the term is about messages. */
function ownQuestion(term: KeyTerm): RowFilter | undefined {
  switch (term.key) {
    case 'aor':
      return anyOf(term.values, aorQuestion);
    case 'callid':
      return anyOf(
        term.values,
        ({ pieces }) =>
          (row) =>
            row.callIds.some((id) => matchesPieces(pieces, id)),
      );
    case 'node':
      return term.values.every(isNodeId) ? anyOf(term.values, nodeQuestion) : undefined;
    default:
      return undefined;
  }
}

function anyOf(values: readonly FilterValue[], question: (value: FilterValue) => RowFilter): RowFilter {
  const questions = values.map(question);
  return (row) => questions.some((one) => one(row));
}

function aorQuestion(value: FilterValue): RowFilter {
  const pattern = readAorPattern(value);
  return (row) => pattern.ok && row.aors.some((aor) => matchesAor(pattern.meaning, aor));
}

function capabilityQuestion(value: FilterValue, facts: MessageFacts): RowFilter {
  const pattern = readName(value, (text) => text.toLowerCase());
  const isWhole = (text: string) => facts.isCapability(text);
  return ({ capabilities = [] }) =>
    pattern.ok && capabilities.some((name) => matchesName(pattern.meaning, name.toLowerCase(), isWhole));
}

function isNodeId(value: FilterValue): boolean {
  const peer = readPeer(value);
  return peer.ok && 'node' in peer.meaning;
}

function nodeQuestion(value: FilterValue): RowFilter {
  const peer = readPeer(value);
  return (row) => peer.ok && 'node' in peer.meaning && row.nodes.includes(peer.meaning.node);
}
