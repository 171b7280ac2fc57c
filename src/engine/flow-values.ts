import type { Fields, Value } from '../../decoders/fields/decode.ts';
import { Header, headerId } from '../../decoders/sip/header-names.ts';
import type { SipMessage } from '../../decoders/sip/sip-message.ts';
import type { Flow } from '../flows/flow.ts';
import type { IdList } from '../flows/id-list.ts';
import type { Session } from './session.ts';

/** Messages of a flow that are read for a value: the first that has it decides. */
const MOST_READ = 8;
/** Characters of a value that are kept. */
const LONGEST = 256;

/** What is asked of a flow's messages. */
export interface FlowQuestion {
  readonly from: 'header' | 'field';
  /** Of a header field, its name in any case; of a packet's field, its path: `contact`, `chunks.aor`. */
  readonly name: string;
}

interface Answer {
  readonly value: string | undefined;
  /** Messages that there were to read. */
  readonly read: number;
}

/**
 * Values that single messages of a flow have, read when somebody looks: the index does not keep them.
 * What was read is remembered as long as the flow is.
 */
export class FlowValues {
  private readonly session: Session;
  private readonly known = new WeakMap<Flow, Map<string, Answer>>();

  constructor(session: Session) {
    this.session = session;
  }

  /** Undefined where none of the first messages has it. */
  of(flow: Flow, question: FlowQuestion): string | undefined {
    const answers = this.known.get(flow) ?? new Map<string, Answer>();
    this.known.set(flow, answers);
    const key = `${question.from}:${question.name}`;
    const before = answers.get(key);
    const ids = this.messagesOf(flow, question);
    const there = Math.min(ids.length, MOST_READ);
    if (before !== undefined && (before.value !== undefined || before.read === there)) return before.value;
    const value = this.read(ids, there, question)?.slice(0, LONGEST);
    answers.set(key, { value, read: there });
    return value;
  }

  /** Was it read already? */
  has(flow: Flow, question: FlowQuestion): boolean {
    return this.known.get(flow)?.has(`${question.from}:${question.name}`) === true;
  }

  private messagesOf(flow: Flow, { from }: FlowQuestion): IdList {
    return from === 'header' ? flow.messages : flow.replication;
  }

  private read(ids: IdList, count: number, { from, name }: FlowQuestion): string | undefined {
    for (let at = 0; at < count; at++) {
      const id = ids.at(at);
      const value =
        from === 'header'
          ? headerOf(this.session.reader.sip(id), name)
          : fieldAt(this.session.reader.packet(id).fields, name.split('.'));
      if (value !== undefined && value !== '') return value;
    }
    return undefined;
  }
}

/** The first field of that name, in its compact form too. */
function headerOf({ headers }: SipMessage, name: string): string | undefined {
  const lower = name.toLowerCase();
  const id = idOf(name);
  return headers.find(
    (header) => header.name.toLowerCase() === lower || (id !== Header.Other && idOf(header.name) === id),
  )?.value;
}

function idOf(name: string): Header {
  const bytes = Buffer.from(name);
  return headerId(bytes, 0, bytes.length);
}

/** The first value that the path leads to; the lists on the way are walked. */
function fieldAt(value: Value | undefined, path: readonly string[]): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) {
    for (const one of value as readonly Value[]) {
      const found = fieldAt(one, path);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const [name, ...rest] = path;
  if (value instanceof Uint8Array) return name === undefined ? Buffer.from(value).toString('hex') : undefined;
  if (typeof value === 'object') {
    return name !== undefined && Object.hasOwn(value, name)
      ? fieldAt((value as Fields)[name], rest)
      : undefined;
  }
  return name === undefined ? String(value) : undefined;
}
