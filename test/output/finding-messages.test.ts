import { expect, test } from 'vitest';
import { MessageNumbers } from '../../src/engine/message-numbers.ts';
import type { Finding } from '../../src/findings/finding.ts';
import type { MessageId } from '../../src/ids.ts';
import { findingJson } from '../../src/output/json/findings-json.ts';
import { findingLines } from '../../src/output/text/findings-lines.ts';
import { PLAIN } from '../../src/output/text/palette.ts';
import { readAll } from '../recordings/recordings.ts';

test('messages of a finding are told from the first to the last, in whatever order a rule came upon them', async () => {
  const session = await readAll(['fixtures/captures/3.4/calls-shared-sockets/bridge.pcap.gz']);
  const numbers = new MessageNumbers(session);
  const finding: Finding = {
    rule: 'contact-missing',
    severity: 'error',
    title: 'contacts missing',
    detail: 'They never came.',
    cluster: 1,
    nodes: [1],
    aors: [],
    callIds: [],
    capabilities: [],
    messages: [7, 2, 5].map((id) => id as MessageId),
    confidence: 'certain',
  };
  const json = JSON.parse(findingJson(finding, session, numbers));
  expect(json.messages).toEqual([3, 6, 8]);
  expect(json.time < json.lastTime).toBe(true);
  const lines = [
    ...findingLines([finding], { session, numbers, utc: true, quiet: false, palette: PLAIN, none: () => '' }),
  ];
  expect(lines.find((line) => line.includes('#'))).toMatch(/messages #3, #6, #8 {2}from/);
  session.close();
});
