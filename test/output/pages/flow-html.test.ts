import { afterAll, describe, expect, test } from 'vitest';
import { flowHtml } from '../../../src/output/pages/flow-html.ts';
import { FlowMarks } from '../../../src/view/flows/flow-marks.ts';
import { flowReport } from '../../../src/view/flows/flow-report.ts';
import { messageReport } from '../../../src/view/messages/message-report.ts';
import { printable } from '../../../src/view/text/printable.ts';
import { span } from '../../../src/view/text/styled-row.ts';
import { analysed, bridgeOf } from '../../flows/analysed.ts';
import { recording } from '../../recordings/recordings.ts';
import { HOSTILE, hostileReport } from '../hostile-report.ts';

const calls = analysed(bridgeOf(recording('3.4/calls')));
afterAll(async () => (await calls).session.close());

async function callPage(): Promise<string> {
  const { input, analysis, session } = await calls;
  const marks = new FlowMarks(input, analysis);
  const report = flowReport(input, analysis.flows.find('f7'), marks, analysis.time, { utc: true });
  const page = flowHtml({
    reports: [report],
    heads: report.flows,
    captures: ['bridge.pcap.gz'],
    message: ({ id }) => messageReport(session, id),
  });
  return `${[...page].join('\n')}\n`;
}

/** A page in which the text stands wherever text from the wire does. */
function hostilePage(wire: string): string {
  const report = hostileReport(wire);
  const text = printable(wire);
  const page = flowHtml({
    reports: [report],
    heads: report.flows,
    captures: [text],
    message: () => ({ about: text, rows: [[span(text, 'name'), span(text)], [span(text)]], leftOut: 1 }),
  });
  return [...page].join('\n');
}

test('a call with its replication, each message to be opened', async () => {
  const page = await callPage();
  await expect(page).toMatchFileSnapshot('exports/call.html');
  expect(page.match(/<details>/g)).toHaveLength(22);
  expect(page).toContain('CSeq: 1 INVITE\n');
  expect(page).toMatch(/<span class="name">callid *<\/span> 1-25019@10\.9\.0\.11\n/);
});

test('it needs nothing else and runs nothing', async () => {
  const page = await callPage();
  expect(page).not.toMatch(
    /<(?:script|link|iframe|object|embed|img|form|base)\b|\bon\w+=|javascript:|@import|url\(/i,
  );
  expect(page.match(/\b(?:src|href)="[^#]/g)).toBeNull();
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});

describe.each(HOSTILE)('%j', (wire) => {
  test('stays text', () => {
    const shape = (page: string): readonly string[] =>
      (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/ title="[^"]*"/, ''));
    expect(shape(hostilePage(wire))).toEqual(shape(hostilePage('calm')));
    expect(hostilePage(wire)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ufffe\uffff]/);
  });
});

test('several flows are listed first, and stand one after the other', () => {
  const [one, two] = [hostileReport('a'), hostileReport('b')];
  const other = { ...two, flows: two.flows.map((head) => ({ ...head, id: 'f2' })) };
  const page = flowHtml({
    reports: [one, other],
    heads: [...one.flows, ...other.flows],
    captures: [],
    message: () => ({ about: '', rows: [], leftOut: 0 }),
  });
  const text = [...page].join('\n');
  expect(text).toContain('<li><a href="#f2">f2 call IN CALL b → b</a></li>');
  expect(text.indexOf('<section id="f1">')).toBeLessThan(text.indexOf('<section id="f2">'));
});
