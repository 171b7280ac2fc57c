import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import type { Command } from '../keys/key-table.ts';
import type { Page } from '../views/page.ts';
import { PageView } from '../views/page-view.ts';
import type { Selection } from '../views/view.ts';
import { LadderPage, NO_LADDER } from './ladder-page.ts';

/** SIP and replication of one or several flows between their endpoints. */
export class LadderView extends PageView {
  readonly context = 'ladder';
  /** By what they are called: a later analysis has other objects for the same flows. */
  private flows: readonly Flow[] = [];

  /** Shows these flows from now on. */
  open(flows: readonly Flow[]): void {
    this.flows = flows;
    this.forget();
    this.select(0);
  }

  override get subject(): string {
    return this.flows.map(({ kind, id }) => `${kind} ${id}`).join(', ');
  }

  override command(command: Command): boolean {
    if (command !== 'enter') return super.command(command);
    const { message } = this;
    if (message !== undefined) this.stage.openMessage(message);
    return true;
  }

  get selection(): Selection | undefined {
    const messages = this.flows.flatMap((flow) => [...flow.messages, ...flow.replication]);
    if (messages.length === 0) return undefined;
    messages.sort((a, b) => this.stage.session.timeOf(a) - this.stage.session.timeOf(b));
    const name = this.flows.map(({ id }) => id).join('-');
    return { messages, name, text: this.flows[0]?.callIds[0] ?? name, path: 'Call-ID' };
  }

  protected make(): Page {
    return this.flows.length === 0 ? NO_LADDER : new LadderPage(this.stage.ladderInput, this.flows);
  }

  private get message(): MessageId | undefined {
    return this.page instanceof LadderPage ? this.page.messageAt(this.position) : undefined;
  }
}
