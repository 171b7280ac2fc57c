import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CAPABILITIES } from '../../../decoders/bin/registry.ts';
import type { FieldSpec } from '../../../decoders/fields/field.ts';
import { BIN_PAGE, binPage } from '../../../scripts/bin-reference.ts';

test('docs/BIN.md is what the declarations say: npm run reference', () => {
  expect(readFileSync(BIN_PAGE, 'utf8')).toBe(binPage());
});

test('every capability, layout, packet and field is in it', () => {
  // Columns are padded.
  const page = binPage().replaceAll(/ +\|/g, ' |');
  for (const { name, module, layouts, packets, chunk } of CAPABILITIES) {
    const from = page.indexOf(`\n## ${name}\n`);
    const section = page.slice(from, page.indexOf('\n## ', from + 1));
    expect([name, from > 0, section.includes(`Module \`${module}\``)]).toEqual([name, true, true]);
    for (const { id } of layouts) expect(section).toContain(`\n| ${id} | `);
    for (const packet of packets) expect(section).toContain(`\n### ${packet.name}\n`);
    for (const field of [...packets.flatMap(({ fields }) => allOf(fields)), ...allOf(chunk?.fields ?? [])]) {
      expect([name, section.includes(`\`${field.name}\` | `)]).toEqual([name, true]);
    }
  }
});

test('names of values are in it', () => {
  const page = binPage();
  const some = [
    'CT_MATCH_PARAMS',
    '4 = CONFIRMED',
    '7 = REGISTER',
    '10 = force-expired',
    '1 = LS_DOWN',
    'REPL_TUPLE_NEW',
  ];
  for (const name of some) expect(page).toContain(name);
  expect(page).not.toMatch(/undefined|\[object/);
});

function allOf(fields: readonly FieldSpec[]): readonly FieldSpec[] {
  return fields.flatMap((field) => [
    field,
    ...allOf(field.members ?? []),
    ...(field.variants ?? []).flatMap(({ members }) => allOf(members)),
  ]);
}
