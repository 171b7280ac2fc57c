import { afterAll, describe, expect, test } from 'vitest';
import { flowMarkdown } from '../../../src/output/pages/flow-markdown.ts';
import { markdownCode, markdownText, mermaidText } from '../../../src/output/pages/markdown-text.ts';
import { FlowMarks } from '../../../src/view/flows/flow-marks.ts';
import { type FlowReport, flowReport } from '../../../src/view/flows/flow-report.ts';
import { analysed, bridgeOf } from '../../flows/analysed.ts';
import { recording } from '../../recordings/recordings.ts';
import { HOSTILE, hostileReport } from '../hostile-report.ts';

const calls = analysed(bridgeOf(recording('3.4/calls')));
afterAll(async () => (await calls).session.close());

async function callReport(): Promise<FlowReport> {
  const { input, analysis } = await calls;
  return flowReport(input, analysis.flows.find('f7'), new FlowMarks(input, analysis), analysis.time, {
    utc: true,
  });
}

const markdown = (report: FlowReport): string => `${[...flowMarkdown(report)].join('\n')}\n`;

test('a call with its replication', async () => {
  await expect(markdown(await callReport())).toMatchFileSnapshot('exports/call.md');
});

test('the table has what the diagram leaves out, and that is said', async () => {
  const report = await callReport();
  const many = { ...report, arrows: Array.from({ length: 5 }, () => report.arrows).flat() };
  const text = markdown(many);
  expect(text.match(/^ {2}c\d+--?>>/gm)).toHaveLength(100);
  expect(text).toContain('The diagram has the first 100 messages; 10 more are in the table.');
  expect(text.match(/^\| \d+ \|/gm)).toHaveLength(110);
});

test('there is no diagram of too many participants', () => {
  const columns = Array.from({ length: 17 }, (_, at) => ({
    title: `c${at}`,
    shortTitle: `c${at}`,
    address: '',
  }));
  const text = markdown({ ...hostileReport('x'), columns });
  expect(text).not.toContain('mermaid');
  expect(text).toContain('17 participants: too many for a diagram.');
});

describe.each(HOSTILE)('%j', (wire) => {
  test('breaks out of no fence, cell or line', () => {
    const lines = markdown(hostileReport(wire)).split('\n');
    const calm = markdown(hostileReport('calm')).split('\n');
    expect(lines).toHaveLength(calm.length);
    for (const [at, line] of lines.entries()) {
      expect(line.slice(0, 5)).toBe(calm[at]?.slice(0, 5));
      // Bars are those of the table.
      if (line.startsWith('| ')) expect(line.split('|')).toHaveLength(7 + 1);
    }
    expect(lines.filter((line) => line.startsWith('```'))).toEqual(['```mermaid', '```']);
  });

  test('is text in a diagram', () => {
    expect(mermaidText(wire).replace(/#\d+;/g, '')).toMatch(/^[A-Za-z0-9 .,/:=()[\]@+_-]*$/);
  });

  test('is text outside of code', () => {
    expect(markdownText(wire).replace(/&#\d+;/g, '')).not.toMatch(/[<>&`*_[\]|\\~$@#!]|:\/\//);
  });
});

test.each([
  ['', ''],
  ['plain', '`plain`'],
  ['a `b` c', '``a `b` c``'],
  ['`', '`` ` ``'],
  ['a``', '``` a`` ```'],
  [' a ', '`  a  `'],
  ['a|b<', '<code>a&#124;b&#60;</code>'],
  ['back\\', '`back\\`'],
])('%j as code', (text, code) => {
  expect(markdownCode(text)).toBe(code);
});
