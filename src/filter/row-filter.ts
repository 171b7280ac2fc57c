import type { MessageId } from '../ids.ts';
import type { FilterNode, FilterValue, KeyTerm } from './ast.ts';
import { type CompileOptions, compileFilter } from './compile.ts';
import type { MessageFacts } from './message-facts.ts';
import { readPeer } from './readings/address-pattern.ts';
import { matchesAor, readAorPattern } from './readings/aor-pattern.ts';
import { matchesName, readName } from './readings/name-pattern.ts';
import { matchesPieces } from './wildcard.ts';

/** A row of a report, as far as a display filter may ask. */
export interface RowFacts {
  /** AORs that the row is about, not all that its messages name. */
  readonly aors: readonly string[];
  readonly callIds: readonly string[];
  readonly nodes: readonly number[];
  /** Where it is about capabilities, whatever its messages belong to. */
  readonly capabilities?: readonly string[];
  /** The messages that it rests on. */
  readonly messages: readonly MessageId[];
}

export type RowFilter = (row: RowFacts) => boolean;

/**
 * The display filter for rows that rest on several messages. What it asks of an AOR, a Call-ID, a
 * node or a capability is asked of the row itself: a sync packet names many AORs, and only one of them
 * is the row's. Everything else holds where it holds for one of the messages.
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

/** Undefined where the term asks something of messages. */
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
