import { expect, test } from 'vitest';
import { flowTableLines } from '../../../src/output/text/flows-lines.ts';
import { FLOW_HEADINGS } from '../../../src/view/flows/flow-table.ts';

test('what is wrong with a flow is printed whole, where no terminal has to hold it', () => {
  const marks = 'dialog missing on node 2, contact missing on nodes 3 and 4, sync aborted at node 2';
  const texts = { ...FLOW_HEADINGS, id: 'f1', to: `sip:${'x'.repeat(60)}@example.com`, marks };
  const table = (width: number) => [...flowTableLines([texts], { width, none: () => 'none' })].slice(1);
  const [line = ''] = table(Number.POSITIVE_INFINITY);
  expect(line.endsWith(marks)).toBe(true);
  expect(line).not.toContain('x'.repeat(50));
  expect(table(90).map(({ length }) => length)).toEqual([90]);
});
