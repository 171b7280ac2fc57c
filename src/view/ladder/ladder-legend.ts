import { worstLag } from '../../engine/flows/flow-timing.ts';
import type { Flow } from '../../flows/flow.ts';
import { flowState } from '../flows/flow-state.ts';
import { counted } from '../text/counts.ts';
import { displayWidth } from '../text/display-width.ts';
import { milliseconds, seconds } from '../text/durations.ts';
import { printable } from '../text/printable.ts';
import type { LadderInput, LadderModel } from './ladder.ts';
import type { LadderColumn } from './ladder-columns.ts';
import { lagEndsLegend, lagText } from './lag-text.ts';

/** `f7 call COMPLETED 1201 → 1101`. */
export function flowTitle(flow: Flow, now: number): string {
  const summary = flow.summary(now);
  const { from, to } = summary;
  const parties = [from, to].filter((party) => party !== '').map(printable);
  return `${flow.id} ${flow.kind} ${flowState(summary)} ${parties.join(' → ')}`.trimEnd();
}

/** `setup 308 ms, talk 2.00 s, 13 messages, 9 packets, ...`. */
export function flowFigures(input: LadderInput, flow: Flow, now: number): string {
  const { setupTime, talkTime } = flow.summary(now);
  const lag = worstLag(input.places, flow);
  const forgotten = flow.forgottenMessages + flow.forgottenPackets;
  return [
    ...(setupTime === undefined
      ? []
      : [`${SETUP[flow.kind] ?? 'answered after'} ${milliseconds(setupTime)}`]),
    ...(talkTime === undefined ? [] : [`talk ${seconds(talkTime)}`]),
    counted(flow.messageCount, 'message'),
    counted(flow.packetCount, 'packet'),
    ...(forgotten === 0 ? [] : [`${forgotten} of them no longer kept`]),
    ...(lag === undefined ? [] : [`the last ${lagText(lag)}`]),
    ...(flow.retransmissions === 0 ? [] : [counted(flow.retransmissions, 'retransmission')]),
  ].join(', ');
}

const SETUP: Readonly<Record<string, string>> = { call: 'setup' };

/** Explains the columns, in lines of at most `width`; condensed if there would be more than `most` lines. */
export function columnLegend(
  { columns }: { readonly columns: readonly Pick<LadderColumn, 'title' | 'shortTitle' | 'address'>[] },
  width: number,
  most = Number.POSITIVE_INFINITY,
): readonly string[] {
  const lines = legendLines(
    columns.map(({ title, address }) => `${title} = ${address}`),
    '   ',
    width,
  );
  if (lines.length <= most) return lines;
  return legendLines(
    columns.map(({ shortTitle, address }) => `${shortTitle}=${address}`),
    '  ',
    width,
  );
}

function legendLines(texts: readonly string[], gap: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + gap.length + displayWidth(text) <= width) {
      lines[lines.length - 1] = `${last}${gap}${text}`;
    } else lines.push(text);
  }
  return lines;
}

/** What the lag column means in this ladder; undefined if it is empty. */
export function lagLegend({ entries }: LadderModel): string | undefined {
  const ends = new Set(entries.flatMap(({ lag }) => lag?.end ?? []));
  if (ends.size === 0) return undefined;
  return lagEndsLegend(ends);
}
