import type { FieldNode, Quantity } from '../../../decoders/bytes/field-node.ts';
import type { Fields, Value } from '../../../decoders/fields/decode.ts';
import { DELTA_SECONDS, Header, headerId } from '../../../decoders/sip/header-names.ts';
import { parseSipDate } from '../../../decoders/sip/sip-date.ts';
import type { SipMessage } from '../../../decoders/sip/sip-message.ts';
import type { Flow } from '../../flows/flow.ts';
import type { IdList } from '../../flows/id-list.ts';
import type { MessageId } from '../../ids.ts';
import type { Session } from '../session.ts';

/** Messages of a flow that are read for a value: the first that has it decides. */
const MOST_READ = 8;
/** Characters of a value that are kept. */
const LONGEST = 256;

/** A header field or packet field to look for in the messages of a flow. */
export interface FlowQuestion {
  readonly from: 'header' | 'field';
  /** For a header field, its name in any case; for a field of a packet, its path: `contact`, `chunks.aor`. */
  readonly name: string;
}

/** A value as it is in the message, and its meaning. */
export interface FlowValue {
  readonly text: string;
  /** The quantity and unit of the value, if its declaration gives one. */
  readonly counted?: { readonly quantity: Quantity; readonly value: number };
  /** The meaning of a special value. */
  readonly shown?: string;
}

interface Answer {
  readonly value: FlowValue | undefined;
  /** Messages that there were to read. */
  readonly read: number;
}

/**
 * Values of single messages of a flow, read when they are shown: the index does not keep them. They are cached for as
 * long as the flow is kept.
 */
export class FlowValues {
  private readonly session: Session;
  private readonly known = new WeakMap<Flow, Map<string, Answer>>();

  constructor(session: Session) {
    this.session = session;
  }

  /** Undefined where none of the first messages has it. */
  of(flow: Flow, question: FlowQuestion): FlowValue | undefined {
    const answers = this.known.get(flow) ?? new Map<string, Answer>();
    this.known.set(flow, answers);
    const key = `${question.from}:${question.name}`;
    const before = answers.get(key);
    const ids = this.messagesOf(flow, question);
    const there = Math.min(ids.length, MOST_READ);
    if (before !== undefined && (before.value !== undefined || before.read === there)) return before.value;
    const value = this.read(ids, there, question);
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

  private read(ids: IdList, count: number, question: FlowQuestion): FlowValue | undefined {
    const { reader } = this.session;
    for (let at = 0; at < count; at++) {
      const id = ids.at(at);
      const value =
        question.from === 'header'
          ? headerValue(reader.sip(id), question.name)
          : this.field(id, question.name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  private field(id: MessageId, name: string): FlowValue | undefined {
    const { reader } = this.session;
    const path = name.split('.');
    const text = fieldAt(reader.packet(id).fields, path);
    if (text === undefined || text === '') return undefined;
    // Only numbers have a meaning that the text does not tell.
    const node = /^-?\d+$/.test(text) ? nodeAt(reader.dissect(id), path) : undefined;
    if (node?.quantity !== undefined) {
      return { text, counted: { quantity: node.quantity, value: Number(text) } };
    }
    return { text: text.slice(0, LONGEST), ...(node?.shown === undefined ? {} : { shown: node.shown }) };
  }
}

function headerValue(sip: SipMessage, name: string): FlowValue | undefined {
  const value = headerOf(sip, name);
  if (value === undefined || value === '') return undefined;
  const text = value.slice(0, LONGEST);
  const id = idOf(name);
  const date = id === Header.Date ? parseSipDate(value) : undefined;
  if (date !== undefined) return { text, counted: { quantity: 'unix time', value: date } };
  if (DELTA_SECONDS.has(id) && /^\d{1,10}$/.test(value.trim()))
    return { text, counted: { quantity: 'seconds', value: Number(value) } };
  return { text };
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

/** The field that the path leads to in a tree: members of lists go by `name[0]`. */
function nodeAt(nodes: readonly FieldNode[], path: readonly string[]): FieldNode | undefined {
  const [name = '', ...rest] = path;
  for (const node of nodes) {
    const own = node.name.replace(/\[\d+\]$/, '');
    if (own !== name && (own === node.name || `${own}s` !== name)) continue;
    const found = rest.length === 0 ? node : nodeAt(node.children ?? [], rest);
    if (found?.value !== undefined) return found;
  }
  return undefined;
}
