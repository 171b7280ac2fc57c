import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import { noFlowsRow } from '../flows/no-flows-row.ts';
import type { Page } from '../views/page.ts';
import type { PageSteps } from '../views/page-maker.ts';
import type { Stage } from '../views/view.ts';
import { hiddenMessages } from './hidden-messages.ts';
import { LadderPage, noLadder } from './ladder-page.ts';
import type { OpenedFlows } from './opened-flows.ts';

/** What the maker asks the view for, each time it makes a page. */
interface Asked {
  /** Width of the ladder, without the message beside it. */
  width(): number;
  isMarked(id: MessageId): boolean;
}

/** Makes the page of the opened flows, and makes it anew only if something that it shows has changed. */
export class LadderMaker {
  /** One column a node; otherwise one an address and port. */
  foldNodes = true;
  /** The leftmost column that is drawn. */
  first = 0;
  private readonly stage: Stage;
  private readonly opened: OpenedFlows;
  private readonly asked: Asked;
  /** State that the last page was made from; empty if it has to be made anew in any case. */
  private madeFrom = '';
  /** The filter was typed while the ladder was on the screen, so it is about what the ladder shows. */
  private isFilteredHere = false;

  constructor(stage: Stage, opened: OpenedFlows, asked: Asked) {
    this.stage = stage;
    this.opened = opened;
    this.asked = asked;
  }

  open(flows: readonly Flow[]): void {
    this.opened.open(flows);
    this.isFilteredHere = false;
    this.madeFrom = '';
    this.first = 0;
  }

  /**
   * There is another filter. A filter that was typed in the list of flows has found these flows, perhaps by something
   * that most of their messages do not have. Only one that was typed here makes the messages that it hides dim.
   */
  filter(isHere: boolean): void {
    this.isFilteredHere = isHere;
    this.madeFrom = '';
  }

  /** `made`: the page of last time. */
  *make(made: LadderPage | undefined): PageSteps {
    const { opened, stage, foldNodes, first } = this;
    opened.openLikeliest();
    opened.findAgain();
    if (opened.flows.length === 0) return noLadder(noFlowsRow(stage));
    if (opened.isGone) return this.kept(made);
    const state = this.state();
    // While more messages are analysed, few of them belong to these flows.
    if (state === this.madeFrom && made !== undefined) return made;
    const page = yield* LadderPage.of(stage.ladderInput, opened.flows, {
      width: this.asked.width(),
      isMarked: (id) => this.asked.isMarked(id),
      foldNodes,
      first,
      timeMode: stage.settings.timeMode,
      marks: opened.marks(stage.ladderInput, stage.findings.ofFlows),
      hidden: yield* hiddenMessages(stage, opened.flows),
      dimsHidden: this.isFilteredHere,
    });
    this.madeFrom = state;
    return page;
  }

  /** Flows that were forgotten cannot be laid out again: their last page stays, and says so. */
  private kept(made: LadderPage | undefined): Page {
    return (
      made?.saying(this.opened.marks(this.stage.ladderInput, undefined)) ?? noLadder(noFlowsRow(this.stage))
    );
  }

  /** Everything that a page depends on and that can change while the same flows are open. */
  private state(): string {
    const { session, settings, findings } = this.stage;
    const { opened, foldNodes, first } = this;
    const counts = opened.flows.map(
      ({ id, messageCount, packetCount }) => `${id} ${messageCount} ${packetCount}`,
    );
    const { timeMode, utc } = settings;
    const revisions = [session.facts.revision, findings.revision];
    const width = this.asked.width();
    return [width, foldNodes, first, timeMode, utc, ...revisions, session.ended, ...counts].join(' ');
  }
}
