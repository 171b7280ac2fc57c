import { expect, test } from 'vitest';
import { MessageNumbers } from '../../src/engine/message-numbers.ts';
import { aorLines } from '../../src/output/text/aors-lines.ts';
import { PLAIN } from '../../src/output/text/palette.ts';
import { Traffic } from '../cluster/contacts/traffic.ts';
import { readAll } from '../recordings/recordings.ts';

test('nodes are not said to agree where one may have an earlier registration than the others', async () => {
  const traffic = new Traffic().mesh(1, 2, 3).announce(1, 2, []).announce(2, 3, []).announce(3, 1, []);
  traffic.contact('INSERT', 1, 2).contact('INSERT', 1, 3).at(10);
  const states = traffic.contact('UPDATE', 1, 3, { cseq: 2 }).linkDown(1, 3, 2).states(12);
  const session = await readAll(['fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz']);
  const lines = [
    ...aorLines(states, {
      base: traffic.context.base,
      now: 12e9,
      utc: true,
      quiet: false,
      numbers: new MessageNumbers(session),
      isAway: () => false,
      palette: PLAIN,
      missed: { of: () => [], silent: () => [] },
      none: () => '',
    }),
  ];
  session.close();
  expect(lines[1]).toMatch(/ register .* CSeq 1 \? .* from 1 /);
  expect(lines[2]).toBe('1 AOR, 1 contact; 1 AOR of which a node may have an earlier registration (?)');
});
