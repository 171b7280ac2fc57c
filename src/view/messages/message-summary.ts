import { STATUS_NAMES, type StatusName } from '../../../decoders/bin/decode-packet.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import type { PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import { fieldText } from '../../engine/lookup/message-text.ts';
import type { Session } from '../../engine/session.ts';
import type { EndpointId, MessageId } from '../../ids.ts';
import { TRANSPORT_NAMES } from '../../reassembly/carried-message.ts';
import type { MessageKind } from '../../store/kinds.ts';
import { counted } from '../text/counts.ts';
import { printable } from '../text/printable.ts';
import { sipAbout } from './sip-about.ts';

/** The meaning of a message for its reader, by which it is coloured. */
export type Tone =
  | 'request'
  | 'provisional'
  | 'success'
  | 'redirection'
  | 'failure'
  | 'replication'
  | 'internal';

/** One message on one line, in parts. All texts are printable. */
export interface MessageSummary {
  readonly sender: string;
  readonly receiver: string;
  readonly protocol: 'SIP' | 'BIN';
  readonly transport: string;
  /** Method, status, or capability and packet. */
  readonly what: string;
  /** Who and what it is about: AORs, contacts, nodes. The message is read when this is first asked for. */
  readonly about: string;
  readonly tone: Tone;
  readonly status: StatusName;
}

export function summarize(session: Session, id: MessageId): MessageSummary {
  const { index, kinds } = session.tables;
  const kind = kinds.get(index.kind(id));
  let about: string | undefined;
  return {
    sender: endpointLabel(session, index.sender(id), id),
    receiver: endpointLabel(session, index.receiver(id), id),
    protocol: kind.protocol === 'sip' ? 'SIP' : 'BIN',
    transport: TRANSPORT_NAMES[index.transport(id)],
    what: whatOf(session, id),
    get about() {
      about ??= aboutOf(session, id, kind);
      return about;
    },
    tone: toneOf(kind),
    status: STATUS_NAMES[index.status(id) as PacketStatus],
  };
}

function aboutOf(session: Session, id: MessageId, kind: MessageKind): string {
  return printable(
    kind.protocol === 'sip' ? sipAbout(session.reader.bytes(id)) : binAbout(session, id, kind),
  );
}

/** Method, status, or capability and packet. Printable; the message is not read for it. */
export function whatOf({ tables: { index, kinds } }: Session, id: MessageId): string {
  return printable(kindName(kinds.get(index.kind(id))));
}

/** `node3` where the endpoint was known to be one at the time of the message, else its address and port. */
function endpointLabel(session: Session, endpoint: EndpointId, message: MessageId): string {
  const { endpoints, nodes } = session.tables;
  const node = nodes.nodeOf(endpoints.addressOf(endpoint), session.timeOf(message));
  return node === undefined ? endpoints.label(endpoint) : `node${node}`;
}

/** `INVITE`, `200 INVITE`, `usrloc-contact-repl REPL_UCONTACT_INSERT`. */
export function kindName(kind: MessageKind): string {
  if (kind.protocol === 'bin') return `${kind.capability} ${kind.name ?? `type ${kind.command}`}`;
  if (kind.form === 'unreadable') return 'unreadable';
  return kind.form === 'request' ? kind.method : `${kind.status} ${kind.method}`;
}

function toneOf(kind: MessageKind): Tone {
  if (kind.protocol === 'bin') return kind.internal ? 'internal' : 'replication';
  if (kind.form === 'unreadable') return 'failure';
  if (kind.form === 'request') return 'request';
  if (kind.status < 200) return 'provisional';
  if (kind.status < 300) return 'success';
  return kind.status < 400 ? 'redirection' : 'failure';
}

/** The fields that the packet's declaration names: texts bare, others with their name. */
function binAbout(session: Session, id: MessageId, kind: MessageKind): string {
  const nodes = session.reader.dissect(id);
  const wanted = aboutFields(kind);
  const parts = wanted.flatMap((name) => aboutField(name, nodes));
  const problem = nodes.find((node) => node.problem !== undefined)?.problem;
  return (problem === undefined ? parts : [...parts, `!! ${problem}`]).join(' ');
}

function aboutFields(kind: MessageKind): readonly string[] {
  if (kind.protocol !== 'bin') return [];
  const packets = CATALOGUE.named(kind.capability)?.spec.packets ?? [];
  return packets.find((packet) => packet.command === kind.command && packet.name === kind.name)?.about ?? [];
}

function aboutField(name: string, nodes: readonly FieldNode[]): readonly string[] {
  const node = nodes.find((one) => one.name === name);
  if (node === undefined) return listOf(name, nodes);
  const value = node.value === undefined ? '' : firstLine(fieldText(node.value));
  const shown = node.shown ?? value;
  if (shown === '') return [];
  return typeof node.value === 'string' || node.value instanceof Uint8Array ? [shown] : [`${name}=${shown}`];
}

/** For a repeated field: its values if they are few and short, otherwise their number. */
function listOf(name: string, nodes: readonly FieldNode[]): readonly string[] {
  // In the tree, each chunk of a sync packet is a field of its own.
  const element = name === 'chunks' ? 'chunk[' : `${name}[`;
  const items = nodes.filter((one) => one.name.startsWith(element));
  if (items.length === 0) return [];
  const values = items.map((item) => item.value);
  const short =
    items.length <= 8 && values.every((value) => typeof value === 'number' || typeof value === 'string');
  return [short ? `${name}=${values.join(',')}` : counted(items.length, name, plural(name))];
}

function plural(name: string): string {
  if (name.endsWith('s')) return name;
  return name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`;
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? '';
}
