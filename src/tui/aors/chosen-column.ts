import type { MatrixPage } from './matrix-page.ts';

/** The column that is looked at: that of what is wrong, until the user has moved. */
export class ChosenColumn {
  private column = 0;
  private isMoved = false;
  /** The node that is selected unless the user has moved, if it has a column. */
  private wanted: { readonly cluster: number; readonly node: number } | undefined;

  get at(): number {
    return this.column;
  }

  /** From now on it stays as it is. */
  moved(): void {
    this.isMoved = true;
  }

  choose(column: number, columns: number): void {
    this.column = Math.max(0, Math.min(column, columns - 1));
  }

  /** Other AORs are shown. */
  reset(): void {
    this.isMoved = false;
    this.wanted = undefined;
  }

  lookAt(cluster: number, node: number | undefined): void {
    this.isMoved = false;
    this.wanted = node === undefined ? undefined : { cluster, node };
  }

  /** On another page; `position` is that of the selected row. */
  goOnWith(page: MatrixPage, position: number): void {
    const { wanted } = this;
    const at = page.nodes.findIndex(
      ({ cluster, node }) => cluster === wanted?.cluster && node === wanted.node,
    );
    const odd = at < 0 ? (page.firstOdd(position) ?? 0) : at;
    this.choose(this.isMoved ? this.column : odd, page.nodes.length);
  }
}
