import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AddressId, EndpointId } from '../../src/ids.ts';
import { ByteStringTable, LONGEST_STRING } from '../../src/tables/byte-strings.ts';
import { EndpointTable } from '../../src/tables/endpoints.ts';
import { PairTable } from '../../src/tables/pair-table.ts';
import { WantedEndpoints } from '../../src/tables/wanted-endpoints.ts';

describe('ByteStringTable', () => {
  it('gives equal bytes one id and other bytes another', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 200 }), (strings) => {
        const table = new ByteStringTable();
        const seen = new Map<string, number>();
        for (const bytes of strings) {
          const key = Buffer.from(bytes).toString('hex');
          const id = table.intern(bytes, 0, bytes.length);
          expect(seen.get(key) ?? id).toBe(id);
          seen.set(key, id);
          expect(table.find(bytes, 0, bytes.length)).toBe(id);
          expect(Buffer.from(table.bytes(id)).toString('hex')).toBe(key);
        }
        expect(new Set(seen.values()).size).toBe(seen.size);
      }),
    );
  });

  it('keeps a hundred thousand strings apart', () => {
    const table = new ByteStringTable();
    const ids = Array.from({ length: 100_000 }, (_, n) => intern(table, `call-${n}@example.com`));
    expect(table.size).toBe(100_001);
    expect(ids.every((id, n) => table.text(id) === `call-${n}@example.com`)).toBe(true);
  });

  it('cuts what is too long', () => {
    const table = new ByteStringTable();
    const id = intern(table, 'x'.repeat(LONGEST_STRING + 10));
    expect(table.text(id)).toHaveLength(LONGEST_STRING);
  });

  it('does not know what it was not given', () => {
    expect(new ByteStringTable().find(Buffer.from('nobody'), 0, 6)).toBeUndefined();
  });
});

describe('PairTable', () => {
  it('names each pair once, in order', () => {
    const table = new PairTable();
    expect([table.intern(1, 2), table.intern(2, 1), table.intern(1, 2), table.intern(0xffffffff, 0)]).toEqual(
      [0, 1, 0, 2],
    );
    expect([table.first(2), table.second(2)]).toEqual([0xffffffff, 0]);
  });
});

describe('EndpointTable', () => {
  it.each([
    ['192.0.2.1', Uint8Array.of(192, 0, 2, 1), '192.0.2.1:5060'],
    [
      '2001:db8::1',
      Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
      '[2001:db8::1]:5060',
    ],
    ['::', new Uint8Array(16), '[::]:5060'],
    [
      'fe80::1:0:0:1',
      Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1),
      '[fe80::1:0:0:1]:5060',
    ],
  ])('%s', (text, bytes, withPort) => {
    const table = new EndpointTable();
    const address = table.address(bytes, 0, bytes.length as 4 | 16);
    const endpoint = table.endpoint(address, 5060);
    expect(table.addressText(address)).toBe(text);
    expect(table.text(endpoint)).toBe(withPort);
    expect(table.endpoint(address, 5060)).toBe(endpoint);
    expect([table.addressOf(endpoint), table.portOf(endpoint)]).toEqual([address, 5060]);
    expect(table.endpoint(address, 5061)).not.toBe(endpoint);
    expect(table.addressText(0 as AddressId)).toBe('');
  });

  it('forgets those that nobody wants; the others keep their numbers', () => {
    const table = new EndpointTable();
    // More than a page of them.
    const endpoints = Array.from({ length: 40_000 }, (_, at) => endpointOf(table, at));
    const isWanted = (at: number) => at % 1000 === 0 && at > 20_000;
    const host = table.address(addressOf(7), 0, 4);
    const wanted = new WantedEndpoints(table.size, table.addressCount);
    for (const [at, endpoint] of endpoints.entries()) if (isWanted(at)) wanted.endpoint(endpoint);
    wanted.host(host);
    expect(table.isWorthSweeping).toBe(true);
    table.sweep(wanted);
    expect([table.kept, table.isWorthSweeping]).toEqual([20, false]);
    for (const [at, endpoint] of endpoints.entries()) {
      if (isWanted(at)) expect(table.text(endpoint)).toBe(`10.0.${at >>> 8}.${at & 0xff}:5060`);
      if (isWanted(at) || at === 7) expect(endpointOf(table, at)).toBe(endpoint);
    }
    // Who was forgotten and comes again is somebody new; old numbers harm nobody.
    expect(endpointOf(table, 8)).toBeGreaterThanOrEqual(40_000);
    expect(table.text(endpoints[8] as EndpointId)).toMatch(/:\d+$/);
    expect(table.size).toBe(40_001);
  });
});

function addressOf(at: number): Uint8Array {
  return Uint8Array.of(10, 0, at >>> 8, at & 0xff);
}

function endpointOf(table: EndpointTable, at: number): EndpointId {
  return table.endpoint(table.address(addressOf(at), 0, 4), 5060);
}

function intern(table: ByteStringTable, text: string) {
  const bytes = Buffer.from(text);
  return table.intern(bytes, 0, bytes.length);
}
