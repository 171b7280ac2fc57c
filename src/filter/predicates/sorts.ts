import { PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import { Cut } from '../../reassembly/carried-message.ts';
import type { MessageKind } from '../../store/kinds.ts';
import type { MessageFacts } from '../message-facts.ts';
import { ColumnPredicate } from './columns.ts';
import { KindPredicate } from './kind.ts';
import type { Predicate } from './predicate.ts';

interface Sort {
  readonly doc: string;
  readonly predicate: (facts: MessageFacts) => Predicate;
}

/** The words that `is:` takes. */
const SORTS = {
  internal: {
    doc: 'of clusterer-internal: pings, topology, capability state',
    predicate: byKind((kind) => kind.protocol === 'bin' && kind.internal),
  },
  sync: {
    doc: 'asks for, carries or ends a sync',
    predicate: byKind((kind) => kind.protocol === 'bin' && SYNC_PACKETS.has(kind.name)),
  },
  request: {
    doc: 'SIP request',
    predicate: byKind((kind) => kind.protocol === 'sip' && kind.form === 'request'),
  },
  response: {
    doc: 'SIP response',
    predicate: byKind((kind) => kind.protocol === 'sip' && kind.form === 'response'),
  },
  decoded: { doc: 'every byte accounted for', predicate: byStatus(PacketStatus.Decoded) },
  partial: { doc: 'bytes left over or missing', predicate: byStatus(PacketStatus.Partial) },
  unknown: { doc: 'capability, type or version not known', predicate: byStatus(PacketStatus.Unknown) },
  malformed: { doc: 'cannot be read', predicate: byStatus(PacketStatus.Malformed) },
  cut: {
    doc: 'not all of its bytes were captured',
    predicate: ({ index }) =>
      new ColumnPredicate(
        (message) => index.cut(message),
        (cut) => cut !== Cut.None,
      ),
  },
  retransmitted: {
    doc: 'sent once more',
    predicate: ({ index }) =>
      new ColumnPredicate(
        (message) => index.retransmissions(message),
        (times) => times > 0,
      ),
  },
} satisfies Record<string, Sort>;

/** By name: their command ids depend on the release (spec bin-core 7.5 to 7.7). */
const SYNC_PACKETS: ReadonlySet<string | undefined> = new Set([
  'CLUSTERER_SYNC_REQ',
  'CLUSTERER_SYNC',
  'CLUSTERER_SYNC_END',
]);

export type SortWord = keyof typeof SORTS;

export const SORT_WORDS = Object.keys(SORTS) as readonly SortWord[];

export const SORT_DOCS = Object.entries(SORTS).map(([word, sort]) => ({ word, doc: sort.doc }));

export function sortPredicate(word: SortWord, facts: MessageFacts): Predicate {
  return SORTS[word].predicate(facts);
}

function byKind(judge: (kind: MessageKind) => boolean): Sort['predicate'] {
  return (facts) => new KindPredicate(facts, judge);
}

/** Statuses are numbered the same for BIN and SIP. */
function byStatus(wanted: PacketStatus): Sort['predicate'] {
  return ({ index }) =>
    new ColumnPredicate(
      (message) => index.status(message),
      (status) => status === wanted,
    );
}
