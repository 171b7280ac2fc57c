import type { ObserverPlaces } from '../../engine/analysis/observer-places.ts';
import type { Lag } from '../../engine/flows/flow-timing.ts';
import { worstLag } from '../../engine/flows/flow-timing.ts';
import type { Flow } from '../../flows/flow.ts';
import { shortContact } from '../aors/contact-text.ts';
import { lagMark } from '../ladder/lag-text.ts';
import { displayWidth } from '../text/display-width.ts';
import { milliseconds, seconds } from '../text/durations.ts';
import { printable } from '../text/printable.ts';
import type { FlowMarks } from './flow-marks.ts';
import { flowState, shortState } from './flow-state.ts';

/** A flow as a row of the list: printable texts before layout. */
export interface FlowTexts {
  readonly id: string;
  readonly start: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly state: string;
  readonly nodes: string;
  readonly messages: string;
  readonly packets: string;
  /** Setup and talk time of a call; otherwise the response time. */
  readonly times: string;
  readonly lag: string;
  readonly resent: string;
  /** What is wrong or unusual. */
  readonly marks: string;
}

export const FLOW_HEADINGS: FlowTexts = {
  id: 'flow',
  start: 'start',
  kind: 'kind',
  from: 'from',
  to: 'to',
  state: 'state',
  nodes: 'nodes',
  messages: 'sip',
  packets: 'bin',
  times: 'setup/talk',
  lag: 'lag',
  resent: 'resent',
  marks: 'marks',
};

export interface FlowTextOptions {
  readonly marks: FlowMarks;
  /** Session time of the state. */
  readonly now: number;
  /** Formats a session time. */
  readonly clock: (time: number) => string;
}

export function flowTexts(
  places: ObserverPlaces,
  flow: Flow,
  { marks, now, clock }: FlowTextOptions,
): FlowTexts {
  const summary = flow.summary(now);
  const { from, to, setupTime, talkTime } = summary;
  const setup = setupTime === undefined ? '' : milliseconds(setupTime);
  const talk = talkTime === undefined ? '' : seconds(talkTime);
  return {
    id: flow.id,
    start: clock(flow.start),
    kind: flow.kind,
    from: printable(from),
    to: printable(to),
    state: flowState(summary),
    nodes: flow.nodes.join(','),
    messages: String(flow.messageCount),
    packets: String(flow.packetCount),
    times: talk === '' ? setup : `${setup} / ${talk}`,
    lag: lagCell(worstLag(places, flow)),
    resent: flow.retransmissions === 0 ? '' : String(flow.retransmissions),
    marks: marks.text(flow),
  };
}

/** Shortens the text for a column that may be too narrow. `from` is shown next to it. */
export function shortFlowText(column: keyof FlowTexts, text: string, room: number, from = ''): string {
  switch (column) {
    case 'kind':
      return displayWidth(text) > room ? (SHORT_KINDS[text] ?? text) : text;
    case 'start':
      // Milliseconds, or seconds.
      if (displayWidth(text) <= room) return text;
      return displayWidth(text) - 3 > room ? text.slice(0, -7) : text.slice(0, -3);
    case 'state':
      return displayWidth(text) > room ? shortState(text) : text;
    case 'messages':
    case 'packets':
      return displayWidth(text) > room ? `${text.slice(0, -3)}k` : text;
    case 'lag':
      return displayWidth(text) > room ? shortLag(text, room) : text;
    case 'to':
      // The contact of a registration.
      if (text.startsWith('sip:')) return shortContact(text.slice(4), from, room);
      return text;
    case 'from':
      return text.replace(/^sip:/, '');
    default:
      return text;
  }
}

/** Named after the requests that begin them. */
const SHORT_KINDS: Readonly<Record<string, string>> = { registration: 'register', subscription: 'subscr.' };

/** `0.761 ms` as `0.761ms`, or as `.761ms`. */
function shortLag(text: string, room: number): string {
  const dense = text.replace(/ (ms|s|m(?=in)|h)(?:in)?\s*/g, '$1');
  return displayWidth(dense) > room ? dense.replace(/^([~<\u2265]?)0\./, '$1.') : dense;
}

/** `~`: measured to where it was seen between the hosts; `<`: only to its departure; `≥`: not acknowledged. */
function lagCell(lag: Lag | undefined): string {
  if (lag === undefined) return '';
  return `${lagMark(lag.end)}${milliseconds(lag.total)}`;
}
