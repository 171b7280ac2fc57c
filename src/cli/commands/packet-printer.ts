import type { FlowMembership } from '../../engine/flows/flow-membership.ts';
import type { Session } from '../../engine/session.ts';
import type { RegexLimitsReached } from '../../filter/compile.ts';
import type { MessageId } from '../../ids.ts';
import { messageJson } from '../../output/json/message-json.ts';
import { type LineOptions, messageLines } from '../../output/text/message-lines.ts';
import type { TextWriter } from '../../output/text/text-writer.ts';
import { printedPalette } from '../colour.ts';
import type { Request } from '../request/request.ts';
import { ChosenMessages } from './chosen-messages.ts';

/** How many of the offered messages were printed, and how many were not. */
export interface PrintCounts {
  readonly shown: number;
  readonly internalHidden: number;
  readonly filteredOut: number;
  readonly regexLimits: RegexLimitsReached;
}

/** Writes the frames of the messages that are printed (-O). */
export interface FrameKeeper {
  add(id: MessageId): void;
}

/** Judges messages one by one, and prints those that were asked for. */
export class PacketPrinter {
  private readonly session: Session;
  private readonly request: Request;
  private readonly output: TextWriter;
  private readonly chosen: ChosenMessages;
  private readonly lines: LineOptions;
  private readonly frames: FrameKeeper | undefined;
  private flows: FlowMembership | undefined;
  private shown = 0;
  private internalHidden = 0;
  private filteredOut = 0;

  constructor(session: Session, request: Request, output: TextWriter, frames: FrameKeeper | undefined) {
    this.session = session;
    this.request = request;
    this.output = output;
    this.chosen = new ChosenMessages(session, request);
    const palette = printedPalette(request.colour);
    const ascii = { ours: request.ascii, theirs: request.ascii && process.stdout.isTTY };
    this.lines = { quiet: request.quiet, utc: request.utc, ascii, palette };
    this.frames = frames;
  }

  /** From now on, messages are printed with the flow that they belong to. */
  nameFlows(flows: FlowMembership): void {
    this.flows = flows;
  }

  get counts(): PrintCounts {
    const { shown, internalHidden, filteredOut, chosen } = this;
    return { shown, internalHidden, filteredOut, regexLimits: chosen.regexLimits };
  }

  /** As many messages were printed as -n asks for. */
  get done(): boolean {
    return this.shown >= this.request.count;
  }

  /** True while `flush` has to be awaited before the next `offer`. */
  get full(): boolean {
    return this.output.full;
  }

  flush(): Promise<void> {
    return this.output.flush();
  }

  /** `number` counts all messages from 1 on, also those that the filter hides. */
  offer(id: MessageId, number: number): void {
    const choice = this.chosen.judge(id);
    if (choice === 'internal hidden') this.internalHidden++;
    else if (choice === 'filtered out') this.filteredOut++;
    else this.print(id, number);
  }

  private print(id: MessageId, number: number): void {
    const { session, output } = this;
    this.shown++;
    this.frames?.add(id);
    if (this.request.json) output.line(messageJson(session, id, number, this.flows?.of(id)));
    else for (const line of messageLines(session, id, this.lines)) output.line(line);
  }
}
