import { PacketStatus } from '../../../decoders/bin/skim-packet.ts';
import type { FailedSync } from '../../cluster/syncs/failed-syncs.ts';
import type { Analysis } from '../../engine/analysis/analysis.ts';
import { type AorDifference, FlowContacts } from '../../engine/flows/flow-contacts.ts';
import { type DialogLack, FlowDialogs } from '../../engine/flows/flow-dialogs.ts';
import { FlowReplication, type MissingCopies } from '../../engine/flows/flow-replication.ts';
import { FlowSyncs } from '../../engine/flows/flow-syncs.ts';
import type { Finding } from '../../findings/finding.ts';
import type { RuleName } from '../../findings/rule-names.ts';
import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import { Cut } from '../../reassembly/carried-message.ts';
import type { LadderInput } from '../ladder/ladder.ts';
import { printable } from '../text/printable.ts';
import type { FlowFindings } from './flow-findings.ts';

/** Something that is not as usual with a flow. */
export interface FlowMark {
  readonly rule: RuleName;
  /** Short and printable. */
  readonly text: string;
  /** Nodes that lack something. */
  readonly nodes: readonly number[];
  /** The messages that show it, if there are any. */
  readonly messages: readonly MessageId[];
}

interface Judged {
  readonly marks: readonly FlowMark[];
  readonly isError: boolean;
}

interface Judges {
  readonly contacts: FlowContacts;
  readonly dialogs: FlowDialogs;
  readonly replication: FlowReplication;
  readonly syncs: FlowSyncs;
}

/** Messages of a flow that are looked at: a flow of more is rare, and looked at often. */
const MOST_LOOKED_AT = 512;

/** What is unusual about flows, apart from retransmissions. Worked out for the flows that are looked at. */
export class FlowMarks {
  private readonly input: LadderInput;
  private readonly known = new WeakMap<Flow, Judged>();
  private readonly analysis: Analysis;
  private readonly findings: FlowFindings | undefined;
  /** Made when somebody asks: pages are made more often than they are looked at. */
  private made: Judges | undefined;

  /**
   * Judges by the state of the analysis when marks are first asked for. With an analysis of flows only, just their
   * own messages can be judged. With `findings`, flows that these are about are marked as well.
   */
  constructor(input: LadderInput, analysis: Analysis, findings?: FlowFindings) {
    this.findings = findings;
    this.input = input;
    this.analysis = analysis;
  }

  /** The worst first. */
  of(flow: Flow): readonly FlowMark[] {
    return this.judge(flow).marks;
  }

  /** An error is among the findings about it, whatever the marks say. */
  isError(flow: Flow): boolean {
    return this.judge(flow).isError;
  }

  /** The marks of a flow in one line. */
  text(flow: Flow): string {
    return this.of(flow)
      .map(({ text }) => text)
      .join(', ');
  }

  private judge(flow: Flow): Judged {
    let judged = this.known.get(flow);
    if (judged === undefined) {
      const own = [...(this.analysis.hasState ? this.stateMarks(flow) : []), ...this.messageMarks(flow)];
      const found = this.findings?.of(flow) ?? [];
      judged = {
        marks: [...own, ...findingMarks(found, new Set(own.map(({ rule }) => rule)))],
        isError: found.some(({ severity }) => severity === 'error'),
      };
      this.known.set(flow, judged);
    }
    return judged;
  }

  private stateMarks(flow: Flow): readonly FlowMark[] {
    const { contacts, dialogs, replication, syncs } = this.judges;
    return [
      ...contacts.differences(flow).flatMap((one) => differenceMarks(flow, one)),
      ...dialogs.lacks(flow).map(dialogMark),
      ...replicationMarks(replication.of(flow)),
      ...syncs.of(flow).map(syncMark),
    ];
  }

  private get judges(): Judges {
    if (this.made === undefined) {
      const { input, analysis } = this;
      const contacts = new FlowContacts(analysis);
      const replication = new FlowReplication(input.session, analysis, input.places);
      const dialogs = new FlowDialogs(input.session, analysis);
      this.made = { contacts, dialogs, replication, syncs: new FlowSyncs(analysis, contacts) };
    }
    return this.made;
  }

  private messageMarks(flow: Flow): readonly FlowMark[] {
    const { index } = this.input.session.tables;
    const [malformed, cut, unread]: MessageId[][] = [[], [], []];
    let looked = 0;
    for (const ids of [flow.messages, flow.replication]) {
      for (let at = 0; at < ids.length && looked < MOST_LOOKED_AT; at++, looked++) {
        const id = ids.at(at);
        const status = index.status(id);
        if (status === PacketStatus.Malformed) malformed?.push(id);
        else if (status !== PacketStatus.Decoded) unread?.push(id);
        if (index.cut(id) !== Cut.None) cut?.push(id);
      }
    }
    const more = looked < flow.messages.length + flow.replication.length ? '≥' : '';
    const mark = (rule: RuleName, what: string, messages: readonly MessageId[] = []): readonly FlowMark[] =>
      messages.length === 0 ? [] : [{ rule, text: `${more}${messages.length} ${what}`, nodes: [], messages }];
    return [
      ...mark('message-malformed', 'malformed', malformed),
      ...mark('message-cut', 'cut', cut),
      ...mark('message-unread', 'not all read', unread),
    ];
  }
}

/** The marks of some flows in one line; with ids if there are several flows. */
export function marksText(
  input: LadderInput,
  flows: readonly Flow[],
  analysis: Analysis,
  findings: FlowFindings | undefined,
): string {
  const marks = new FlowMarks(input, analysis, findings);
  const texts = flows.map((flow) => ({ id: flow.id, text: marks.text(flow) }));
  return texts
    .filter(({ text }) => text !== '')
    .map(({ id, text }) => (flows.length === 1 ? text : `${id}: ${text}`))
    .join('; ');
}

/** One mark for each rule, unless a mark of the flow itself says the same. */
function findingMarks(found: readonly Finding[], said: ReadonlySet<RuleName>): readonly FlowMark[] {
  const byRule = new Map<RuleName, Finding[]>();
  for (const one of found) {
    if (said.has(one.rule)) continue;
    const known = byRule.get(one.rule);
    if (known === undefined) byRule.set(one.rule, [one]);
    else known.push(one);
  }
  return [...byRule].map(([rule, all]) => findingMark(rule, all));
}

/** A mark with the first words of the finding's title; findings are shown in full in their view. */
function findingMark(rule: RuleName, all: readonly Finding[]): FlowMark {
  const nodes = [...new Set(all.flatMap((one) => one.nodes))].sort((a, b) => a - b);
  const what = printable(all[0]?.title.split(':')[0] ?? rule);
  const text = nodes.length === 0 ? what : `${what} on ${nodeList(nodes)}`;
  return { rule, text, nodes, messages: all.flatMap(({ messages }) => messages) };
}

function dialogMark({ nodes }: DialogLack): FlowMark {
  return { rule: 'dialog-missing', text: `dialog missing on ${nodeList(nodes)}`, nodes, messages: [] };
}

/** Except for a registration, names the AOR. */
function differenceMarks(flow: Flow, { aor, missing, other }: AorDifference): readonly FlowMark[] {
  const what = flow.kind === 'registration' ? '' : `${printable(aor)} `;
  const mark = (rule: RuleName, word: string, nodes: readonly number[]): readonly FlowMark[] =>
    nodes.length === 0 ? [] : [{ rule, text: `${what}${word} on ${nodeList(nodes)}`, nodes, messages: [] }];
  return [...mark('contact-missing', 'missing', missing), ...mark('contact-outdated', 'differs', other)];
}

/** Those about the same nodes as one. */
function replicationMarks(all: readonly MissingCopies[]): readonly FlowMark[] {
  const found = new Map<string, { text: string; nodes: readonly number[]; messages: MessageId[] }>();
  for (const { what, to, message } of all) {
    const text = what === 'none' ? 'not replicated' : `${COPY[what]} ${nodeList(to)}`;
    const same = found.get(text);
    if (same === undefined) found.set(text, { text, nodes: to, messages: [message] });
    else same.messages.push(message);
  }
  return [...found.values()].map((one) => ({ rule: 'replication-missing', ...one }));
}

const COPY = { 'not sent': 'not sent to', lost: 'lost on the way to' } as const;

function syncMark({ donor, receiver, verdict, messages }: FailedSync): FlowMark {
  const text = `sync ${donor}→${receiver} ${verdict}`;
  return { rule: `sync-${verdict}`, text, nodes: [receiver], messages };
}

function nodeList(nodes: readonly number[]): string {
  return `${nodes.length === 1 ? 'node' : 'nodes'} ${nodes.join(',')}`;
}
