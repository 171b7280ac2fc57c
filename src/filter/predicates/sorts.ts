import { type MessageFacts, MessageFlag, type MessageKind } from '../message-facts.ts';
import { FlagPredicate } from './columns.ts';
import { KindPredicate } from './kind.ts';
import type { Predicate } from './predicate.ts';

interface Sort {
  readonly doc: string;
  readonly by: { readonly kind: (kind: MessageKind) => boolean } | { readonly flag: MessageFlag };
}

/** What `is:` takes. */
const SORTS = {
  internal: {
    doc: 'of clusterer-internal: pings, topology, capability state',
    by: { kind: (kind) => kind.protocol === 'bin' && kind.internal },
  },
  sync: {
    doc: 'asks for, carries or ends a sync',
    by: { kind: (kind) => kind.protocol === 'bin' && kind.sync },
  },
  request: {
    doc: 'SIP request',
    by: { kind: (kind) => kind.protocol === 'sip' && kind.role === 'request' },
  },
  response: {
    doc: 'SIP response',
    by: { kind: (kind) => kind.protocol === 'sip' && kind.role === 'response' },
  },
  decoded: { doc: 'every byte accounted for', by: { flag: MessageFlag.Decoded } },
  partial: { doc: 'bytes left over or missing', by: { flag: MessageFlag.Partial } },
  unknown: { doc: 'capability, type or version not known', by: { flag: MessageFlag.Unknown } },
  malformed: { doc: 'cannot be read', by: { flag: MessageFlag.Malformed } },
  cut: { doc: 'not all of its bytes were captured', by: { flag: MessageFlag.Cut } },
  retransmitted: { doc: 'sent once more', by: { flag: MessageFlag.Retransmitted } },
} satisfies Record<string, Sort>;

export type SortWord = keyof typeof SORTS;

export const SORT_WORDS = Object.keys(SORTS) as readonly SortWord[];

export const SORT_DOCS = Object.entries(SORTS).map(([word, sort]) => ({ word, doc: sort.doc }));

export function sortPredicate(word: SortWord, facts: MessageFacts): Predicate {
  const { by }: Sort = SORTS[word];
  return 'flag' in by ? new FlagPredicate(facts, by.flag) : new KindPredicate(facts, by.kind);
}
