import type { Row } from '../../view/text/styled-row.ts';
import type { Command } from '../keys/key-table.ts';
import type { Change, Searchable, Selection, Stage, View } from '../views/view.ts';
import { HistoryView } from './history-view.ts';
import { MatrixView } from './matrix-view.ts';

/** AOR by node, and what happened to one of them. */
export class AorsView implements View {
  private readonly matrix: MatrixView;
  private history: HistoryView | undefined;

  constructor(stage: Stage) {
    this.matrix = new MatrixView(stage, (about) => {
      this.history = new HistoryView(stage, about);
    });
  }

  /** The matrix, with the column of this node chosen. */
  lookAt(cluster: number, node: number | undefined): void {
    this.history = undefined;
    this.matrix.lookAt(cluster, node);
  }

  get context(): 'aors' | 'history' {
    return this.shown.context;
  }

  get subject(): string {
    return this.shown.subject;
  }

  status(): Row {
    return this.shown.status();
  }

  command(command: Command): boolean {
    if (this.history !== undefined && (command === 'leave-history' || command === 'leave-view')) {
      this.history = undefined;
      return true;
    }
    return this.shown.command(command);
  }

  get isComing(): boolean {
    return this.shown.isComing;
  }

  isWithin(command: Command): boolean {
    return this.shown.isWithin(command);
  }

  work(budget: number): boolean {
    return this.shown.work(budget);
  }

  rows(): readonly string[] {
    return this.shown.rows();
  }

  renew(change: Change): void {
    // Another filter is about other AORs.
    if (change === 'filter') this.history = undefined;
    this.matrix.renew(change);
    this.history?.renew(change);
  }

  click(x: number, y: number, again: boolean): void {
    this.shown.click(x, y, again);
  }

  get ticks(): boolean {
    return this.shown.ticks;
  }

  get searchable(): Searchable | undefined {
    return this.shown.searchable;
  }

  get selection(): Selection | undefined {
    return this.shown.selection;
  }

  private get shown(): MatrixView | HistoryView {
    return this.history ?? this.matrix;
  }
}
