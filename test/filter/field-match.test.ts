import { expect, test } from 'vitest';
import type { FieldTree } from '../../src/filter/message-facts.ts';
import { passes } from './matching.ts';
import { packet } from './rows.ts';

const FIELDS: FieldTree = {
  aor: '0100',
  contact: 'sip:Alice@10.0.0.7:5060',
  expires: 3600,
  contact_id: 12345678901234567890n,
  big: '12345678901234567890',
  q: -1,
  ratio: 0.5,
  secure: true,
  empty: '',
  nothing: null,
  list: [],
  length: 7,
  methods: ['INVITE', 'BYE'],
  blob: Uint8Array.of(0x61, 0x62, 0xff),
  chunks: [
    { size: 1, contact_record: { aor: '1000' } },
    { size: 2, contact_record: { aor: '1001' } },
  ],
  'a-b': 1,
};

test.each<[filter: string, expected: boolean]>([
  ['expires', true],
  ['missing', false],
  ['nothing', true],
  ['empty', true],
  ['list', true],
  ['toString', false],
  ['length', true],
  ['methods.length', false],
  ['methods.1==BYE', true],
  ['a-b==1', true],
  ['chunks.contact_record', true],
  ['chunks.contact_record.aor', true],
  ['chunks.nothing', false],
  ['expires.deeper', false],
  ['expires==3600', true],
  ['expires==3600.0', true],
  ['expires==0xe10', true],
  ['expires==36', false],
  ['expires==36*', true],
  ['expires==60,3600', true],
  ['expires!=0', true],
  ['expires!=0,3600', false],
  ['missing!=0', false],
  ['expires>0', true],
  ['expires>3600', false],
  ['expires>=3600', true],
  ['expires<3600', false],
  ['expires<=3600', true],
  ['expires>abc', false],
  ['expires<abc', false],
  ['q<0', true],
  ['q==-1', true],
  ['ratio>.4', true],
  ['contact_id==12345678901234567890', true],
  ['contact_id==12345678901234567891', false],
  ['contact_id>12345678901234567889', true],
  ['big==12345678901234567890', true],
  ['big<12345678901234567891', true],
  ['aor==100', false],
  ['aor==0100', true],
  ['aor>5', true],
  ['contact>5', false],
  ['contact>sip:A', true],
  ['contact<sip:A', false],
  ['contact==sip:*@10.0.0.7*', true],
  ['contact==SIP:*', false],
  ['contact~10.0.0.', true],
  ['contact~alice', true],
  ['contact~bob', false],
  ['contact~bob,alice', true],
  ['contact~ali*5060', true],
  ['contact~5060*ali', false],
  ['secure==true', true],
  ['secure==false', false],
  ['nothing==null', true],
  ['empty==""', true],
  ['methods==BYE', true],
  ['methods!=BYE', false],
  ['methods!=ACK', true],
  ['blob==6162ff', true],
  ['blob~ab', true],
  ['chunks.contact_record.aor==1001', true],
  ['chunks.contact_record.aor==1002', false],
  ['chunks.contact_record.aor!=1000', false],
  ['chunks.1.contact_record.aor==1001', true],
  ['chunks.0.contact_record.aor==1001', false],
  ['chunks.*.aor==1001', true],
  ['*.*.aor==1001', true],
  ['*.aor==1001', false],
  ['methods.*==BYE', true],
  ['**.aor==1001', true],
  ['**.aor==0100', true],
  ['**.aor==7', false],
  ['chunks.**==2', true],
  ['chunks~1001', true],
  ['chunks==1001', false],
])('field:%s', (filter, expected) => {
  expect(passes(`field:${filter}`, packet('x', 1, 'X', { fields: FIELDS }))).toBe(expected);
});

test('fields that are no group at all', () => {
  for (const fields of [undefined, null, 'text', 5, []]) {
    expect(passes('field:a', packet('x', 1, 'X', { fields }))).toBe(false);
  }
});

test('depth is bounded', () => {
  let fields: FieldTree = 'end';
  for (let level = 0; level < 20_000; level++) fields = { a: fields };
  expect(passes('field:a~end', packet('x', 1, 'X', { fields }))).toBe(false);
  expect(passes('field:**.b', packet('x', 1, 'X', { fields }))).toBe(false);
});

test('each value is looked at once, however many ** the path has', () => {
  let looks = 0;
  const holding = (below: FieldTree): FieldTree => {
    const get = (): FieldTree => {
      looks++;
      return below;
    };
    return Object.defineProperty({}, 'a', { enumerable: true, get }) as FieldTree;
  };
  let fields: FieldTree = 'end';
  for (let level = 0; level < 24; level++) fields = holding(fields);
  const message = packet('x', 1, 'X', { fields });
  expect(passes(`field:${'**.'.repeat(12)}b`, message)).toBe(false);
  expect(passes(`field:${'**.a.'.repeat(12)}b`, message)).toBe(false);
  expect(passes(`field:${'**.a.'.repeat(12)}**==end`, message)).toBe(true);
  expect(looks).toBe(3 * 24);
});
