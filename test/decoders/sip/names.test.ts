import { describe, expect, test } from 'vitest';
import {
  HEADER_COUNT,
  Header,
  headerForm,
  headerId,
  headerName,
} from '../../../decoders/sip/header-names.ts';
import { Method, methodId, methodName } from '../../../decoders/sip/methods.ts';
import { bytesOf } from './messages.ts';

const header = (name: string): Header => headerId(bytesOf(name), 0, bytesOf(name).length);
const method = (name: string): Method => methodId(bytesOf(name), 0, bytesOf(name).length);

describe('header names', () => {
  const known = Object.values(Header).filter((id) => id !== Header.Other);

  test('ids are dense, and every one has a name and a form', () => {
    expect(known.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: HEADER_COUNT - 1 }, (_, i) => i + 1),
    );
    for (const id of known) expect([headerName(id), headerForm(id)].includes('')).toBe(false);
  });

  test.each(known.map((id) => [headerName(id), id] as const))('%s is found in any case', (name, id) => {
    expect(header(name)).toBe(id);
    expect(header(name.toLowerCase())).toBe(id);
    expect(header(name.toUpperCase())).toBe(id);
  });

  test.each(known.map((id) => [headerName(id), id] as const))(
    'no neighbour of %s is taken for it',
    (name, id) => {
      expect(header(`${name}x`)).toBe(Header.Other);
      expect(header(name.slice(1))).not.toBe(id);
      for (let at = 0; at < name.length; at++) {
        expect(header(`${name.slice(0, at)}\r${name.slice(at + 1)}`)).toBe(Header.Other);
        expect(header(`${name.slice(0, at)}_${name.slice(at + 1)}`)).toBe(Header.Other);
      }
    },
  );

  test.each([
    ['a', Header.AcceptContact],
    ['b', Header.ReferredBy],
    ['c', Header.ContentType],
    ['d', Header.RequestDisposition],
    ['e', Header.ContentEncoding],
    ['f', Header.From],
    ['i', Header.CallId],
    ['j', Header.RejectContact],
    ['k', Header.Supported],
    ['l', Header.ContentLength],
    ['m', Header.Contact],
    ['n', Header.IdentityInfo],
    ['o', Header.Event],
    ['r', Header.ReferTo],
    ['s', Header.Subject],
    ['t', Header.To],
    ['u', Header.AllowEvents],
    ['v', Header.Via],
    ['x', Header.SessionExpires],
    ['y', Header.Identity],
  ] as const)('compact form %s', (name, id) => {
    expect(header(name)).toBe(id);
    expect(header(name.toUpperCase())).toBe(id);
  });

  test.each(['', 'g', 'h', 'z', 'X-Header', 'C%6Fntact', 'Content_Length'])('%j is none', (name) => {
    expect(header(name)).toBe(Header.Other);
  });
});

describe('methods', () => {
  test.each(Object.values(Method).filter((id) => id !== Method.Other))('%i has a name of its own', (id) => {
    expect(method(methodName(id))).toBe(id);
  });

  test('are compared with regard to case', () => {
    expect(method('INVITE')).toBe(Method.Invite);
    for (const name of ['invite', 'Invite', 'INVITe', 'INVIT', 'INVITEE', '', 'IN%56ITE']) {
      expect(method(name)).toBe(Method.Other);
    }
  });
});
