import type { MessageKind } from '../../store/kinds.ts';
import type { Style } from '../text/styled-row.ts';

/** Rough classes of messages by what they are about: the bands of a histogram, from top to bottom. */
export const TRAFFIC_CLASSES = [
  'registrations',
  'calls',
  'other SIP',
  'usrloc',
  'dialogs',
  'other BIN',
  'syncs',
  'internal',
] as const;
export type TrafficClass = (typeof TRAFFIC_CLASSES)[number];

/** Methods inside or at the beginning of a call (RFC 3261, 3262, 3311, 6086, 3515). */
const CALL_METHODS: ReadonlySet<string> = new Set([
  ...['INVITE', 'ACK', 'BYE', 'CANCEL', 'PRACK', 'UPDATE', 'INFO', 'REFER'],
]);

export function trafficClass(kind: MessageKind): TrafficClass {
  if (kind.protocol === 'sip') {
    if (kind.form === 'unreadable') return 'other SIP';
    if (kind.method === 'REGISTER') return 'registrations';
    return CALL_METHODS.has(kind.method) ? 'calls' : 'other SIP';
  }
  if (kind.internal) return 'internal';
  if (kind.name?.startsWith('CLUSTERER_SYNC') === true) return 'syncs';
  if (kind.capability.startsWith('usrloc')) return 'usrloc';
  return kind.capability.startsWith('dialog') ? 'dialogs' : 'other BIN';
}

/** Classes that share one band. */
export interface Band {
  readonly name: string;
  readonly style: Style;
  readonly classes: readonly TrafficClass[];
}

const EACH: readonly Band[] = [
  { name: 'registrations', style: 'request', classes: ['registrations'] },
  { name: 'calls', style: 'success', classes: ['calls'] },
  { name: 'other SIP', style: 'redirection', classes: ['other SIP'] },
  { name: 'usrloc', style: 'replication', classes: ['usrloc'] },
  { name: 'dialogs', style: 'name', classes: ['dialogs'] },
  { name: 'other BIN', style: 'provisional', classes: ['other BIN'] },
  { name: 'syncs', style: 'warning', classes: ['syncs'] },
  { name: 'internal', style: 'plain', classes: ['internal'] },
];

/** Classes that are put together, step by step, if there is not enough room for all bands. */
const STEPS: readonly { readonly name: string; readonly style: Style; readonly of: readonly string[] }[] = [
  { name: 'other BIN', style: 'provisional', of: ['dialogs', 'other BIN'] },
  { name: 'calls, other', style: 'success', of: ['calls', 'other SIP'] },
  { name: 'SIP', style: 'request', of: ['registrations', 'calls, other', 'calls', 'other SIP'] },
  { name: 'replication', style: 'replication', of: ['usrloc', 'other BIN', 'dialogs'] },
  { name: 'cluster', style: 'plain', of: ['syncs', 'internal'] },
  { name: 'BIN', style: 'replication', of: ['replication', 'cluster', 'usrloc', 'other BIN', 'dialogs'] },
  { name: 'messages', style: 'plain', of: ['SIP', 'BIN', 'registrations', 'calls', 'syncs', 'internal'] },
];

/** At most `most` bands, at least one, of the classes that occur. */
export function bandsFor(occurs: (one: TrafficClass) => boolean, most: number): readonly Band[] {
  let bands = EACH.filter(({ classes }) => classes.some(occurs));
  for (const { name, style, of } of STEPS) {
    if (bands.length <= most) break;
    const parts = bands.filter((band) => of.includes(band.name));
    const [first] = parts;
    if (first === undefined || parts.length < 2) continue;
    const joined: Band = { name, style, classes: parts.flatMap(({ classes }) => classes) };
    bands = bands.flatMap((band) => (band === first ? joined : parts.includes(band) ? [] : band));
  }
  if (bands.length > most) return [{ name: 'messages', style: 'plain', classes: TRAFFIC_CLASSES }];
  return bands;
}
