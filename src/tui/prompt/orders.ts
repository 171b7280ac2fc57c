import { readInstant, sessionTimeOf } from '../../capture/instant.ts';
import { parseFilter } from '../../filter/parser.ts';
import type { MessageId } from '../../ids.ts';
import type { FlowColumnId } from '../../view/flows/flow-columns.ts';
import { messageNumber } from '../../view/messages/message-number.ts';
import { printable } from '../../view/text/printable.ts';
import { span } from '../../view/text/styled-row.ts';
import { outsideCapture } from '../../view/time/outside-capture.ts';
import type { Stage } from '../views/view.ts';
import type { ViewName } from '../views/view-names.ts';
import type { Order, Saved } from './command-line.ts';

/** What orders are given to. */
interface OrdersHost {
  readonly stage: Stage;
  show(view: ViewName): void;
  /** Columns of the flows, or one more of them. */
  columns(columns: readonly FlowColumnId[] | FlowColumnId): void;
  find(text: string): void;
  save(path: string, what: Saved): void;
  help(): void;
  quit(): void;
}

/** Carries out what was typed on the command line, or says why it cannot be. */
export class Orders {
  private readonly host: OrdersHost;

  constructor(host: OrdersHost) {
    this.host = host;
  }

  carryOut(order: Order): void {
    const { host } = this;
    switch (order.type) {
      case 'view':
        host.show(order.view);
        break;
      case 'filter':
        this.filter(order.text, order.view);
        break;
      case 'at':
        this.showTime(order.time);
        break;
      case 'flow':
        this.openFlow(order.id);
        break;
      case 'message':
        this.openMessage(order.number);
        break;
      case 'find':
        host.find(order.text);
        break;
      case 'save':
        host.save(order.path, order.what);
        break;
      case 'columns':
        host.columns(order.columns);
        host.show('flows');
        break;
      case 'help':
        host.help();
        break;
      case 'quit':
        host.quit();
        break;
      case 'mistake':
        this.complain(order.text);
    }
  }

  private filter(text: string, view: ViewName | undefined): void {
    const [error] = parseFilter(text).errors;
    if (error !== undefined) {
      this.complain(error.message);
      return;
    }
    this.host.stage.applyFilter(text);
    if (view !== undefined) this.host.show(view);
  }

  private openFlow(id: string): void {
    const { analyses } = this.host.stage;
    const flows = analyses.current?.flows.find(id) ?? [];
    if (flows.length === 0) this.complain(`there is no flow ${id}`);
    else this.host.stage.openLadder(flows);
  }

  private openMessage(number: number): void {
    const { order } = this.host.stage.session.tables;
    const at = number - 1 - order.forgotten;
    if (at < 0) this.complain(`message ${messageNumber(number)} is no longer kept`);
    else if (at >= order.length)
      this.complain(
        `there is no message ${messageNumber(number)}; the last one is ${messageNumber(order.forgotten + order.length)}`,
      );
    else this.host.stage.openMessage(order.at(at) as MessageId);
  }

  private showTime(text: string | undefined): void {
    const { session, settings } = this.host.stage;
    if (text === undefined) {
      this.host.stage.showTime(undefined);
      return;
    }
    const instant = readInstant(text, settings.utc);
    if (instant === undefined) this.complain(`${text}: no time; write 09:28:31, +12.5 or ISO 8601`);
    else this.showSessionTime(sessionTimeOf(instant, session.tables.base, session.firstFrameTime ?? 0));
  }

  /** Of a time before the first frame there is nothing to be shown. */
  private showSessionTime(time: number): void {
    const { stage } = this.host;
    const { captured, tables, ended, isLive } = stage.session;
    const outside = captured && outsideCapture(time, captured, tables.base, stage.settings.utc);
    if (outside?.where === 'before') {
      this.complain(outside.text);
      return;
    }
    stage.showTime(time);
    // While files are read, more of them may reach that far.
    if (outside !== undefined && (ended || isLive)) this.complain(outside.text);
  }

  private complain(text: string): void {
    this.host.stage.notify([span(printable(text), 'warning')]);
  }
}
