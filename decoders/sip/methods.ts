import { NameTable } from './name-table.ts';

/** Methods as small numbers. Names are case-sensitive (RFC 3261 7.1). */
export const Method = {
  /** Any other; its name is in the message. */
  Other: 0,
  Invite: 1,
  Ack: 2,
  Bye: 3,
  Cancel: 4,
  Register: 5,
  Options: 6,
  Info: 7,
  Update: 8,
  Prack: 9,
  Subscribe: 10,
  Notify: 11,
  Refer: 12,
  Message: 13,
  Publish: 14,
  /** Between the nodes of a Kamailio cluster (module dmq); not in any RFC. */
  Kdmq: 15,
} as const;
export type Method = (typeof Method)[keyof typeof Method];

const NAMES: readonly string[] = [
  '',
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'REGISTER',
  'OPTIONS',
  'INFO',
  'UPDATE',
  'PRACK',
  'SUBSCRIBE',
  'NOTIFY',
  'REFER',
  'MESSAGE',
  'PUBLISH',
  'KDMQ',
];

/** The methods that have an id. */
export const METHOD_NAMES: readonly string[] = NAMES.filter((name) => name !== '');

const TABLE = new NameTable(
  NAMES.map((name, id) => [name, id] as const).filter(([name]) => name !== ''),
  false,
);

/** `Method.Other` if bytes[from..to) is no known method. */
export function methodId(bytes: Uint8Array, from: number, to: number): Method {
  return TABLE.find(bytes, from, to) as Method;
}

/** Empty for `Method.Other`. */
export function methodName(method: Method): string {
  return NAMES[method] as string;
}
