import fc from 'fast-check';
import { sipText } from './seen.ts';

/** ShortList names and ids, so that messages have to do with each other. */

export const SIP_METHODS = [
  'REGISTER',
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'MESSAGE',
  'SUBSCRIBE',
  'NOTIFY',
  'PUBLISH',
  'INFO',
  'X',
] as const;

const user = fc.constantFrom('alice', 'bob', 'alice;tag=1', 'bob;tag=2');
const callId = fc.constantFrom('c1', 'c2', 'B2B.1', 'c'.repeat(2000));
const more = fc.subarray([
  'Contact: <sip:alice@10.0.0.50:5062>;expires=10',
  'Contact: *',
  'Expires: 0',
  'Expires: 99999999999',
  'Session-ID: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;remote=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
  'X-CID: c2',
  'SIP-If-Match: t1',
  'SIP-ETag: t1',
  'Event: presence',
  'Subscription-State: terminated',
  'Subscription-State: ;;=;',
]);

export const someSip: fc.Arbitrary<string> = fc
  .record({
    method: fc.constantFrom(...SIP_METHODS),
    status: fc.option(fc.constantFrom(100, 180, 200, 302, 401, 404, 486, 487, 699), { freq: 2 }),
    number: fc.nat(3),
    from: user,
    to: user,
    branch: fc.constantFrom('z9hG4bK1', 'z9hG4bK2', ''),
    callId,
    more,
  })
  .map(({ method, status, number, ...headers }) =>
    sipText(status === null ? `${method} sip:bob@10.0.0.50:5062` : `SIP/2.0 ${status} X`, {
      ...headers,
      cseq: `${number} ${method}`,
    }),
  );

const value = fc.oneof(
  fc.constantFrom(
    'alice',
    'bob',
    'c1',
    'c2',
    'B2B.1',
    't1',
    'presence',
    '7.0',
    'sip:alice@10.0.0.50:5062',
    '',
  ),
  fc.integer({ min: -2, max: 2_000_000_000 }),
  fc.bigInt(),
  fc.uint8Array({ maxLength: 40 }),
);

const NAMES = [
  'aor',
  'contact',
  'callid',
  'cseq',
  'expires',
  'label',
  'next_clabel',
  'timeout',
  'from_uri',
  'to_uri',
  'logic_key',
  'user',
  'domain',
  'event',
  'new_etag',
  'old_etag',
  'pres_uri',
  'message',
  'capability',
  'chunks',
  'records',
] as const;

const flat = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 12 });
const chunk = fc.record({ size: fc.nat(9), data: fc.record({ contact_record: flat }) }, { requiredKeys: [] });

/** Right and wrong types, records of a sync included. */
export const someFields = fc.oneof(
  flat,
  fc.record({ capability: fc.constant('usrloc-contact-repl'), chunks: fc.array(chunk, { maxLength: 3 }) }),
);
