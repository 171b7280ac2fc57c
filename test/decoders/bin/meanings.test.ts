import { describe, expect, it } from 'vitest';
import {
  bits,
  contactId,
  coreHash,
  keyValueStore,
  qValue,
  unixTime,
  utcDate,
} from '../../../decoders/bin/meanings.ts';

describe('meanings', () => {
  it.each([
    [0, '1970-01-01 00:00:00 UTC'],
    [951782400, '2000-02-29 00:00:00 UTC'],
    [1700003600, '2023-11-14 23:13:20 UTC'],
    [253402300799, '9999-12-31 23:59:59 UTC'],
    [-1, undefined],
    [253402300800, undefined],
  ])('second %d is %s', (seconds, date) => {
    expect(utcDate(seconds)).toBe(date);
    if (date !== undefined) expect(new Date(seconds * 1000).toISOString()).toContain(date.slice(11, 19));
  });

  it('agrees with the calendar of the platform on a day of every month for 300 years', () => {
    for (let day = 0; day < 365 * 300; day += 29) {
      const iso = new Date(day * 86_400_000).toISOString();
      expect(utcDate(day * 86_400)).toBe(`${iso.slice(0, 10)} 00:00:00 UTC`);
    }
  });

  it('gives special values their own text', () => {
    expect(unixTime({ 0: 'permanent' })(0)).toBe('permanent');
  });

  it('names bits, also those without a name', () => {
    const flags = bits({ 0: 'FL_MEM', 31: 'LAST' });
    expect(flags(0)).toBe('none');
    expect(flags(0x80000003)).toBe('FL_MEM bit 1 LAST');
  });

  it('takes a contact id apart', () => {
    // Example of the specification: AOR hash 63453, record label 0, contact label 100.
    expect(contactId(4465107924305313892n)).toBe('contact label 100, AOR label 0, AOR hash 63453');
  });

  it('hashes as OpenSIPS does', () => {
    // Both values are examples of the specification: the AOR "alice", and a Call-ID in 4096 buckets.
    expect(coreHash(Buffer.from('alice'), 0, 5) & 0xffff).toBe(63453);
    expect(coreHash(Buffer.from('call1@192.0.2.10'), 0, 16) % 4096).toBe(2677);
  });

  it('notes what a key of a store means, and nothing for one that is called like what every object has', () => {
    const text = Buffer.from('{"_st":"vip","constructor":1}');
    expect(keyValueStore(text, 0, text.length)).toEqual([
      { name: '_st', from: 0, to: 29, value: 'vip', note: 'sharing tag that owns the contact' },
      { name: 'constructor', from: 0, to: 29, value: 1 },
    ]);
  });

  it('shows q as the Contact header does', () => {
    expect([-1, 0, 500, 1000].map(qValue)).toEqual(['unspecified', '0', '0.5', '1']);
  });
});
