import type { Flow } from '../../flows/flow.ts';
import { type Row, span } from '../../view/styled-row.ts';
import type { Command } from '../keys/key-table.ts';
import { PageView } from '../views/page-view.ts';
import type { Selection } from '../views/view.ts';
import { FlowPage } from './flow-page.ts';

/** Registrations, calls and the rest: one a row. */
export class FlowsView extends PageView {
  readonly context = 'flows';

  override command(command: Command): boolean {
    if (command !== 'enter') return super.command(command);
    const { selected } = this;
    if (selected !== undefined) this.stage.openLadder([selected]);
    return true;
  }

  get selection(): Selection | undefined {
    const flow = this.selected;
    if (flow === undefined) return undefined;
    const messages = [...flow.messages, ...flow.replication].sort((a, b) => a - b);
    return { messages, name: flow.id, text: flow.callIds[0] ?? flow.id, path: 'Call-ID' };
  }

  protected make(): FlowPage | undefined {
    const { analyses, ladderInput, filter } = this.stage;
    const analysis = analyses.current;
    if (analysis === undefined) return undefined;
    return new FlowPage(ladderInput, analysis.flows.flows(), filter, analysis.time);
  }

  protected override empty(): Row {
    return [span('No flow.', 'dim')];
  }

  private get selected(): Flow | undefined {
    return this.page instanceof FlowPage ? this.page.flows[this.position] : undefined;
  }
}
