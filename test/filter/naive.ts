import { type FilterNode, type FilterValue, plainText } from '../../src/filter/ast.ts';
import type { Row } from './rows.ts';

/**
 * The filter language written down a second time, as plainly as possible and without any code of the
 * first: for terms that `arbitraries.ts` makes.
 */
export function naive(node: FilterNode, row: Row, nodes: ReadonlyMap<string, number>): boolean {
  switch (node.kind) {
    case 'and':
      return node.children.every((child) => naive(child, row, nodes));
    case 'or':
      return node.children.some((child) => naive(child, row, nodes));
    case 'not':
      return !naive(node.child, row, nodes);
    case 'text':
      return row.text.toLowerCase().includes(node.text.toLowerCase());
    case 'regex':
      return new RegExp(node.source, node.flags).test(row.text);
    case 'key':
      return node.values.some((value) => naiveValue(node.key, value, row, nodes));
    case 'field': {
      const value = (row.fields as Record<string, number | undefined>)[node.path[0] ?? ''];
      if (value === undefined) return false;
      const wanted = node.values.map((literal) => Number(plainText(literal)));
      if (node.operator === 'present') return true;
      if (node.operator === '!=') return !wanted.includes(value);
      return wanted.some((other) => {
        if (node.operator === '==') return value === other;
        if (node.operator === '~') return String(value).includes(String(other));
        if (node.operator === '<') return value < other;
        if (node.operator === '<=') return value <= other;
        return node.operator === '>' ? value > other : value >= other;
      });
    }
  }
}

function naiveValue(key: string, value: FilterValue, row: Row, nodes: ReadonlyMap<string, number>): boolean {
  const text = plainText(value);
  const { kind, from, to } = row;
  const sipMethod = kind.protocol === 'sip' && kind.form !== 'unreadable' ? kind.method : undefined;
  const status = kind.protocol === 'sip' && kind.form === 'response' ? kind.status : undefined;
  const bin = kind.protocol === 'bin' ? kind : undefined;
  const isNode = (ip: string, named: number) => nodes.get(ip) === Number(text) || named === Number(text);
  switch (key) {
    case 'aor':
      return row.aors.some((aor) => naiveAor(value, aor));
    case 'callid':
      return row.callIds.some((callId) => glob(value.pieces).test(callId));
    case 'cap':
      return bin !== undefined && named(value, bin.capability);
    case 'type':
      if (bin === undefined) return false;
      return /^\d+$/.test(text)
        ? bin.command === Number(text)
        : bin.name !== undefined && named(value, bin.name);
    case 'node':
      return isNode(from.ip, row.source) || isNode(to.ip, row.destination);
    case 'from':
      return text.includes('.') ? inNetwork(text, from.ip) : isNode(from.ip, row.source);
    case 'to':
      return text.includes('.') ? inNetwork(text, to.ip) : isNode(to.ip, row.destination);
    case 'ip':
      return inNetwork(text, from.ip) || inNetwork(text, to.ip);
    case 'port':
      return inRange(text, from.port) || inRange(text, to.port);
    case 'method':
      return sipMethod !== undefined && glob(value.pieces, 'i').test(sipMethod);
    case 'status':
      return (
        status !== undefined && (/^\dxx$/.test(text) ? String(status)[0] === text[0] : inRange(text, status))
      );
    case 'proto':
      return kind.protocol === text;
    case 'cluster':
      return row.cluster > 0 && inRange(text, row.cluster);
    case 'len':
      return inRange(text, row.length);
    case 'no':
      return inRange(text.replace('#', ''), row.number);
    case 'time':
      return naiveTime(text, row.time);
    case 'is':
      return naiveSort(text, row);
    default:
      throw new Error(key);
  }
}

/** `+2`, and ranges of times within the minute that begins 5 s before the first frame. */
function naiveTime(text: string, time: number): boolean {
  if (!text.includes('..')) return time >= Number(text) && time < Number(text) + 1;
  const [since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY] = text
    .split('..')
    .map((end) =>
      end === '' ? undefined : Number(/(\d\d?)Z?$/.exec(end)?.[1]) - (end.startsWith('+') ? 0 : 5),
    );
  // The second that a time of day names as the end belongs to the stretch.
  const rest = /\.\.[^+]/.test(text) ? 1 - 1e-9 : 0;
  return time >= since && time <= until + rest;
}

function naiveSort(word: string, { kind, status, cut, retransmissions }: Row): boolean {
  if (word === 'internal') return kind.protocol === 'bin' && kind.internal;
  if (word === 'sync') return kind.protocol === 'bin' && /^CLUSTERER_SYNC/.test(kind.name ?? '');
  if (word === 'request' || word === 'response') return kind.protocol === 'sip' && kind.form === word;
  if (word === 'cut') return cut > 0;
  if (word === 'retransmitted') return retransmissions > 0;
  return ['', 'decoded', 'partial', 'unknown', 'malformed'][status] === word;
}

function naiveAor(value: FilterValue, aor: string): boolean {
  const [user = '', host] = aor.split('@');
  const wanted = plainText(value);
  const at = wanted.indexOf('@');
  const parts = (text: string) => glob(text.split('*'), 's');
  if (at < 0) return parts(wanted).test(user);
  if (!parts(wanted.slice(0, at)).test(user)) return false;
  return host === undefined || glob(wanted.slice(at + 1).split('*'), 'i').test(host);
}

function named(value: FilterValue, name: string): boolean {
  const wild = value.pieces.length > 1;
  return wild
    ? glob(value.pieces, 'i').test(name)
    : name.toLowerCase().includes(plainText(value).toLowerCase());
}

function glob(pieces: readonly string[], flags = ''): RegExp {
  const escaped = pieces.map((piece) => piece.replace(/[^\w]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[^]*')}$`, flags);
}

function inRange(text: string, number: number): boolean {
  const range = /^(\d+)-(\d+)$/.exec(text);
  if (range !== null) return number >= Number(range[1]) && number <= Number(range[2]);
  const limit = Number(text.replace(/^[<>]=?/, ''));
  if (text.startsWith('>=')) return number >= limit;
  if (text.startsWith('<=')) return number <= limit;
  if (text.startsWith('>')) return number > limit;
  return text.startsWith('<') ? number < limit : number === limit;
}

function inNetwork(text: string, ip: string): boolean {
  const bits = (address: string) =>
    address
      .split('.')
      .map((byte) => Number(byte).toString(2).padStart(8, '0'))
      .join('');
  const [address = '', prefix = '32'] = text.split('/');
  return bits(address).slice(0, Number(prefix)) === bits(ip).slice(0, Number(prefix));
}
