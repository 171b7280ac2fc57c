import { afterAll, expect, test } from 'vitest';
import { flowSvg, MOST_ARROWS } from '../../../src/output/pages/flow-svg.ts';
import { FlowMarks } from '../../../src/view/flows/flow-marks.ts';
import { type FlowReport, flowReport } from '../../../src/view/flows/flow-report.ts';
import { type Analysed, analysed, bridgeOf } from '../../flows/analysed.ts';
import { recording } from '../../recordings/recordings.ts';
import { HOSTILE, hostileReport } from '../hostile-report.ts';

const calls: Promise<Analysed> = analysed(bridgeOf(recording('3.4/calls')));
afterAll(async () => (await calls).session.close());

async function reportOf(ids: readonly string[], most = MOST_ARROWS): Promise<FlowReport> {
  const { input, analysis } = await calls;
  const flows = ids.flatMap((id) => analysis.flows.find(id));
  return flowReport(input, flows, new FlowMarks(input, analysis), analysis.time, { utc: true, most });
}

test('a call with its replication', async () => {
  await expect(flowSvg(await reportOf(['f7']))).toMatchFileSnapshot('exports/call.svg');
});

test('several flows are one ladder, each arrow with its flow', async () => {
  const svg = flowSvg(await reportOf(['f1', 'f7']));
  expect(svg).toContain('>2 flows<');
  expect(svg.match(/class="flow">f1</g)).toHaveLength(8);
  expect(svg.match(/class="flow">f7</g)).toHaveLength(22);
});

test('arrows that are left out are mentioned', async () => {
  const svg = flowSvg(await reportOf(['f7'], 10));
  expect(svg).toContain('the first 10 of 22 messages: the others are left out');
  expect(svg.match(/class="arrow [a-z]+( dashed)?"/g)).toHaveLength(10 + 2);
});

test('lifelines beyond what a picture holds are one', () => {
  const report = hostileReport('x');
  const columns = Array.from({ length: 100 }, (_, at) => ({
    title: `c${at}`,
    shortTitle: `c${at}`,
    address: '',
  }));
  const [arrow] = report.arrows;
  if (arrow === undefined) throw new Error('no arrow');
  const svg = flowSvg({ ...report, columns, arrows: [{ ...arrow, from: 0, to: 99 }] });
  expect(svg).toContain('>+69<');
  expect(svg).not.toContain('>c31<');
});

test.each(HOSTILE)('%j stays text', (text) => {
  const svg = flowSvg(hostileReport(text));
  const calm = flowSvg(hostileReport('calm'));
  const tags = (markup: string): readonly string[] => markup.match(/<\/?[a-z]+/g) ?? [];
  // The same elements, a tooltip more or less where the text is longer than what is shown.
  const known = new Set(tags(calm));
  expect(tags(svg).filter((tag) => !known.has(tag) && !/title$/.test(tag))).toEqual([]);
  expect(svg).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ufffe\uffff]/);
  expect(svg.match(/&(?!(?:amp|lt|gt|quot|#39);)/g)).toBeNull();
});
