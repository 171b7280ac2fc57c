import { CAPABILITIES } from '../../decoders/bin/registry.ts';
import { METHOD_NAMES } from '../../decoders/sip/methods.ts';
import type { Vocabulary } from '../filter/key-entry.ts';
import type { EndpointId, StringId } from '../ids.ts';
import type { MessageKind } from '../store/kinds.ts';
import type { Session } from './session.ts';

type BinKind = Extract<MessageKind, { readonly protocol: 'bin' }>;

/** At most so many names of each kind are offered. */
const MOST_NAMES = 20_000;

/**
 * The words that completion offers: first those that occur in the session, then all other known ones. Made on
 * demand.
 */
export class SessionVocabulary implements Vocabulary {
  readonly fields = FIELDS;
  private readonly session: Session;
  private readonly kept = new Map<string, { readonly of: number; readonly words: readonly string[] }>();

  constructor(session: Session) {
    this.session = session;
  }

  get capabilities(): readonly string[] {
    return this.keep('capabilities', this.session.tables.kinds.size, () => [
      ...this.ofBin(({ capability }) => capability),
      ...CAPABILITIES.map(({ name }) => name),
    ]);
  }

  get types(): readonly string[] {
    return this.keep('types', this.session.tables.kinds.size, () => [
      ...this.ofBin(({ name }) => name ?? ''),
      ...CAPABILITIES.flatMap(({ packets }) => packets.map(({ name }) => name)),
    ]);
  }

  get methods(): readonly string[] {
    const { kinds } = this.session.tables;
    return this.keep('methods', kinds.size, () => [...this.ofSip(), ...METHOD_NAMES]);
  }

  get nodes(): readonly string[] {
    const { session } = this;
    const state = session.tables.endpoints.size + session.tables.nodes.revision;
    return this.keep('nodes', state, () => nodesOf(session));
  }

  get aors(): readonly string[] {
    const { aors } = this.session.tables;
    return this.keep('aors', aors.size, () => textsOf(aors));
  }

  get callIds(): readonly string[] {
    const { callIds } = this.session.tables;
    return this.keep('callIds', callIds.size, () => textsOf(callIds));
  }

  /** Remembers the words until `of`, on which they depend, changes. Each word once. */
  private keep(name: string, of: number, make: () => readonly string[]): readonly string[] {
    let kept = this.kept.get(name);
    if (kept?.of !== of) {
      kept = { of, words: [...new Set(make())].filter((word) => word !== '') };
      this.kept.set(name, kept);
    }
    return kept.words;
  }

  private ofBin(word: (kind: BinKind) => string): readonly string[] {
    return this.kinds().flatMap((kind) => (kind.protocol === 'bin' ? [word(kind)] : []));
  }

  private ofSip(): readonly string[] {
    return this.kinds().flatMap((kind) =>
      kind.protocol === 'sip' && kind.form !== 'unreadable' ? [kind.method] : [],
    );
  }

  private kinds(): readonly MessageKind[] {
    const { kinds } = this.session.tables;
    return Array.from({ length: kinds.size }, (_, kind) => kinds.get(kind));
  }
}

interface Texts {
  readonly size: number;
  text(id: StringId): string;
}

/** The newest, if there are too many. The first entry of a table is the empty text. */
function textsOf(table: Texts): readonly string[] {
  const first = Math.max(1, table.size - MOST_NAMES);
  return Array.from({ length: Math.max(0, table.size - first) }, (_, at) =>
    table.text((first + at) as StringId),
  );
}

function nodesOf(session: Session): readonly string[] {
  const { nodes, endpoints } = session.tables;
  const ids = new Set<number>();
  for (let endpoint = 0; endpoint < endpoints.size; endpoint++) {
    const address = endpoints.addressOf(endpoint as EndpointId);
    for (const node of nodes.everAt(address)) ids.add(node);
  }
  return [...ids].sort((a, b) => a - b).map(String);
}

/** Fields of SIP messages as `field:` knows them, then those that BIN packets declare. */
const FIELDS: readonly string[] = [
  ...new Set([
    ...[
      'userAgent',
      'expires',
      'branch',
      'contentType',
      'uri',
      'reason',
      'cseq.number',
      'from.uri',
      'from.tag',
      'to.tag',
    ],
    ...CAPABILITIES.flatMap(({ packets }) => packets.flatMap(({ fields }) => fields.map(({ name }) => name))),
  ]),
];
