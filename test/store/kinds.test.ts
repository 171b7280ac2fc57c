import { describe, expect, test } from 'vitest';
import { KindTable } from '../../src/store/kinds.ts';

describe('kinds of messages', () => {
  test('beyond the most are one, whatever comes afterwards', () => {
    const kinds = new KindTable();
    const first = kinds.request('M0');
    for (let at = 1; at < 9000; at++) kinds.request(`M${at}`);
    const other = kinds.unknownPacket('dialog-dlg-repl', 1);
    expect(kinds.get(other)).toMatchObject({ protocol: 'bin', capability: '(other)' });
    expect(kinds.get(kinds.unreadable())).toEqual({ protocol: 'sip', form: 'unreadable' });
    expect(kinds.get(other)).toMatchObject({ protocol: 'bin', capability: '(other)' });
    expect([kinds.response(299, 'M9001'), kinds.request('M9002')]).toEqual([other, other]);
    expect(kinds.get(first)).toEqual({ protocol: 'sip', form: 'request', method: 'M0' });
    expect(kinds.request('M0')).toBe(first);
  });
});
