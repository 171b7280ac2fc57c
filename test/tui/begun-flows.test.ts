import { expect, it } from 'vitest';
import { inOneGo } from '../../src/tables/steps.ts';
import { BegunFlows } from '../../src/tui/time/begun-flows.ts';
import { Analyses } from '../../src/tui/views/analyses.ts';
import { rowText } from '../../src/view/text/styled-row.ts';
import { readAll } from '../recordings/recordings.ts';

it('flows are gone through once for what is over, however much comes in, and again for what is not', async () => {
  const session = await readAll(['fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz']);
  session.align();
  const analyses = new Analyses(session);
  while (!analyses.advance(1000, true));
  const { latest } = analyses;
  if (latest === undefined) throw new Error('nothing was analysed');
  let walks = 0;
  const each = latest.flows.each.bind(latest.flows);
  latest.flows.each = () => {
    walks++;
    return each();
  };
  let now = 0;
  const begun = new BegunFlows(analyses, () => now);
  const over = { from: 0, to: latest.time };
  const text = (to: number): string => rowText(inOneGo(begun.row({ ...over, to })));
  const first = text(over.to);
  expect(first).toMatch(/^begun: .*\d calls? COMPLETED/);
  begun.forget();
  expect(text(over.to)).toBe(first);
  expect(walks).toBe(1);
  // More may have begun since.
  expect(text(latest.time + 1)).toBe(first);
  expect(walks).toBe(2);
  begun.forget();
  now = 10_001;
  expect(text(over.to)).toBe(first);
  expect(walks).toBe(3);
  session.close();
});
