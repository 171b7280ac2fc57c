import { expect, test } from 'vitest';
import { askedUsers, sameUser } from '../../src/filter/asked-users.ts';
import { parseFilter } from '../../src/filter/parser.ts';

test.each<[asked: string, aor: string, isSame: boolean]>([
  ['1000', '1000', true],
  ['1000', 'sip:1000@example.com', true],
  ['Alice@example.com', 'alice', true],
  ['1000', '10001', false],
  // usrloc has users without escapes, SIP mostly with them.
  ['a+b', 'a%2Bb@example.com', true],
  ['a%2bb', 'a+b', true],
  ['café', 'caf%C3%A9@example.com', true],
  ['caf%c3%a9', 'café', true],
  ['50%', '50%25', true],
])('%s and %s: one user? %s', (asked, aor, isSame) => {
  expect(sameUser(asked)(aor)).toBe(isSame);
  expect(sameUser(aor)(asked)).toBe(isSame);
});

test.each<[filter: string, aor: string, isAsked: boolean]>([
  ['aor:caf*', 'CAF%C3%A9@example.com', true],
  ['aor:*é', 'caf%C3%A9@example.com', true],
  ['aor:1000 or aor:1001', '1001@example.com', true],
  ['method:REGISTER aor:1000', '1001', false],
])('%s asks for %s: %s', (filter, aor, isAsked) => {
  expect(askedUsers(parseFilter(filter).filter)?.(aor)).toBe(isAsked);
});

test.each(['method:REGISTER', '-aor:1000', 'aor:1000 or method:REGISTER', ''])(
  '%s confines rows to no users',
  (filter) => {
    expect(askedUsers(parseFilter(filter).filter)).toBeUndefined();
  },
);
