import { isCallId, stringOf } from '../store/terms.ts';
import type { KeyName } from './ast.ts';
import { defineKey, type FilterKey } from './key-entry.ts';
import { ColumnPredicate } from './predicates/columns.ts';
import { KindPredicate } from './predicates/kind.ts';
import { addressPredicate, EndpointPredicate, peerPredicate } from './predicates/peers.ts';
import { AnyOf } from './predicates/predicate.ts';
import { RoutePredicate } from './predicates/route.ts';
import { SORT_DOCS, SORT_WORDS, sortPredicate } from './predicates/sorts.ts';
import { TermsPredicate } from './predicates/terms.ts';
import { TimePredicate } from './predicates/time.ts';
import { readAddress, readPeer } from './readings/address-pattern.ts';
import { matchesAor, readAorPattern } from './readings/aor-pattern.ts';
import { matchesName, readName } from './readings/name-pattern.ts';
import { inRanges, readMessageNumber, readNumberRange, readStatus } from './readings/number-range.ts';
import { readTimeSpan } from './readings/time-span.ts';
import { readText, readWord } from './readings/word.ts';
import { matchesPieces } from './wildcard.ts';

/**
 * The keys of `key:value` terms, one entry each; help, completion, validation and evaluation all use them.
 */
export const KEYS: Readonly<Record<KeyName, FilterKey>> = {
  aor: defineKey({
    name: 'aor',
    aliases: ['user'],
    value: 'user, user@host or URI, with *',
    doc: 'messages about an address of record, in SIP or inside BIN; a user alone goes with any host',
    example: 'aor:1*@example.com',
    words: 'aors',
    read: readAorPattern,
    compile: (patterns, facts) =>
      new TermsPredicate(facts.index, (term) => {
        if (isCallId(term)) return false;
        const aor = facts.aors.text(stringOf(term));
        return patterns.some((pattern) => matchesAor(pattern, aor));
      }),
  }),

  callid: defineKey({
    name: 'callid',
    aliases: ['call-id'],
    value: 'Call-ID, with *',
    doc: 'messages with this Call-ID, in SIP or inside BIN',
    example: 'callid:1-21029@*',
    words: 'callIds',
    read: readText,
    compile: (patterns, facts) =>
      new TermsPredicate(facts.index, (term) => {
        if (!isCallId(term)) return false;
        const callId = facts.callIds.text(stringOf(term));
        return patterns.some((pieces) => matchesPieces(pieces, callId));
      }),
  }),

  cap: defineKey({
    name: 'cap',
    aliases: ['capability'],
    value: 'name or part of it, with *',
    doc: 'BIN packets of a capability',
    example: 'cap:usrloc',
    words: 'capabilities',
    read: (value) => readName(value, (text) => text.toLowerCase()),
    compile: (patterns, facts) =>
      new KindPredicate(facts, (kind) => {
        if (kind.protocol !== 'bin') return false;
        const name = kind.capability.toLowerCase();
        return patterns.some((pattern) => matchesName(pattern, name, (text) => facts.isCapability(text)));
      }),
  }),

  type: defineKey({
    name: 'type',
    aliases: [],
    value: 'name, part of it or number, with *',
    doc: 'BIN packets of a type',
    example: 'type:UCONTACT_INSERT',
    words: 'types',
    read: (value) => readName(value, (text) => text.toUpperCase()),
    compile: (patterns, facts) =>
      new KindPredicate(facts, (kind) => {
        if (kind.protocol !== 'bin') return false;
        const number = String(kind.command);
        const name = kind.name?.toUpperCase();
        const isWhole = (text: string) => facts.isPacketName(text);
        return patterns.some((pattern) =>
          /^\d+$/.test(pattern.pieces.join('*'))
            ? matchesPieces(pattern.pieces, number)
            : name !== undefined && matchesName(pattern, name, isWhole),
        );
      }),
  }),

  node: defineKey({
    name: 'node',
    aliases: [],
    value: 'node id or address',
    doc: 'messages that a node sent or received',
    example: 'node:2',
    words: 'nodes',
    read: readPeer,
    compile: (peers, facts) => peerPredicate(facts, 'either', peers),
  }),

  from: defineKey({
    name: 'from',
    aliases: ['src'],
    value: 'node id, address, address:port or network',
    doc: 'messages sent by a node or address',
    example: 'from:1',
    words: 'nodes',
    read: readPeer,
    compile: (peers, facts) => peerPredicate(facts, 'sender', peers),
  }),

  to: defineKey({
    name: 'to',
    aliases: ['dst'],
    value: 'node id, address, address:port or network',
    doc: 'messages sent to a node or address',
    example: 'to:[2001:db8::1]:5060',
    words: 'nodes',
    read: readPeer,
    compile: (peers, facts) => peerPredicate(facts, 'receiver', peers),
  }),

  ip: defineKey({
    name: 'ip',
    aliases: ['host'],
    value: 'address, address:port or network',
    doc: 'messages from or to an IP address',
    example: 'ip:10.0.0.0/8',
    read: readAddress,
    compile: (patterns, facts) => addressPredicate(facts, 'either', patterns),
  }),

  port: defineKey({
    name: 'port',
    aliases: [],
    value: 'number, range or comparison',
    doc: 'messages from or to a port',
    example: 'port:5060-5080',
    compares: true,
    read: (value) =>
      readNumberRange(value, { name: 'a port', low: 0, high: 0xffff, example: 'As in port:5060' }),
    compile: (ranges, facts) =>
      new EndpointPredicate(facts, 'either', (endpoint) =>
        inRanges(ranges, facts.endpoints.portOf(endpoint)),
      ),
  }),

  method: defineKey({
    name: 'method',
    aliases: [],
    value: 'SIP method, with *',
    doc: 'SIP requests of a method, and the responses to them',
    example: 'method:REGISTER',
    words: 'methods',
    read: (value) => readName(value, (text) => text.toUpperCase()),
    compile: (patterns, facts) =>
      new KindPredicate(facts, (kind) => {
        if (kind.protocol !== 'sip' || kind.form === 'unreadable') return false;
        const method = kind.method.toUpperCase();
        return patterns.some((pattern) => matchesPieces(pattern.pieces, method));
      }),
  }),

  status: defineKey({
    name: 'status',
    aliases: [],
    value: 'code, class, range or comparison',
    doc: 'SIP responses with a status code',
    example: 'status:4xx',
    compares: true,
    words: [
      { word: '1xx', doc: 'provisional' },
      { word: '2xx', doc: 'success' },
      { word: '3xx', doc: 'redirection' },
      { word: '4xx', doc: 'client error' },
      { word: '5xx', doc: 'server error' },
      { word: '6xx', doc: 'global failure' },
    ],
    read: (value) =>
      readStatus(value, {
        name: 'a status code',
        low: 100,
        high: 699,
        example: 'As in status:404, status:4xx, status:400-499 or status:>=400',
      }),
    compile: (ranges, facts) =>
      new KindPredicate(
        facts,
        (kind) => kind.protocol === 'sip' && kind.form === 'response' && inRanges(ranges, kind.status),
      ),
  }),

  proto: defineKey({
    name: 'proto',
    aliases: ['protocol'],
    value: 'sip or bin',
    doc: 'messages of a protocol',
    example: 'proto:bin',
    words: [
      { word: 'sip', doc: 'SIP messages' },
      { word: 'bin', doc: 'OpenSIPS BIN packets' },
    ],
    read: (value) => readWord(value, 'proto', ['sip', 'bin']),
    compile: (protocols, facts) => new KindPredicate(facts, (kind) => protocols.includes(kind.protocol)),
  }),

  is: defineKey({
    name: 'is',
    aliases: [],
    value: 'a word',
    doc: 'messages that are of a sort',
    example: 'is:malformed',
    words: SORT_DOCS,
    read: (value) => readWord(value, 'is', SORT_WORDS),
    compile: (sorts, facts) => new AnyOf(sorts.map((sort) => sortPredicate(sort, facts))),
  }),

  cluster: defineKey({
    name: 'cluster',
    aliases: [],
    value: 'number, range or comparison',
    doc: 'BIN packets of a cluster',
    example: 'cluster:1',
    compares: true,
    read: (value) =>
      readNumberRange(value, { name: 'a cluster id', low: 1, high: 0x7fffffff, example: 'As in cluster:1' }),
    compile: (ranges, facts) =>
      new RoutePredicate(facts, (route) => inRanges(ranges, facts.routes.cluster(route))),
  }),

  len: defineKey({
    name: 'len',
    aliases: ['length'],
    value: 'number, range or comparison',
    doc: 'messages of so many bytes',
    example: 'len:>1000',
    compares: true,
    read: (value) =>
      readNumberRange(value, {
        name: 'a length',
        low: 0,
        high: 0xffffffff,
        example: 'As in len:>1000, in bytes',
      }),
    compile: (ranges, { index }) =>
      new ColumnPredicate(
        (message) => index.length(message),
        (length) => inRanges(ranges, length),
      ),
  }),

  no: defineKey({
    name: 'no',
    aliases: ['number'],
    value: 'number, range or comparison',
    doc: 'the message with this number, as lists and reports name it (#286), internal or not',
    example: 'no:286',
    compares: true,
    read: readMessageNumber,
    compile: (ranges, facts) =>
      new ColumnPredicate(
        (message) => facts.numberOf(message),
        (number) => inRanges(ranges, number),
      ),
  }),

  time: defineKey({
    name: 'time',
    aliases: [],
    value: 'time, or from..to: of day, ISO 8601, or +seconds',
    doc: 'messages of a stretch of time, with all of the second or minute it ends at; .. may lack an end, + counts from the first frame, Z is UTC',
    example: 'time:09:28:31..09:28:40',
    words: [
      { word: '+0..+60', doc: 'the first minute' },
      { word: '+60..', doc: 'all but the first minute' },
    ],
    read: readTimeSpan,
    compile: (spans, facts) => new TimePredicate(spans, facts),
  }),
};
