import { layoutChrome } from '../chrome/chrome-layout.ts';
import { tabAt } from '../chrome/tabs.ts';
import type { Model } from '../model.ts';
import type { ViewName } from '../views/view-names.ts';

/** What is under the mouse. */
export type MouseTarget =
  | { readonly kind: 'view'; readonly view: ViewName }
  /** The line of the filter. */
  | { readonly kind: 'filter' }
  /** The rows below the body. */
  | { readonly kind: 'status' | 'footer' }
  /** `y` counts rows of the body from 0. */
  | { readonly kind: 'body'; readonly x: number; readonly y: number };

/** Undefined if there is nothing to click on. */
export function mouseTarget(
  model: Pick<Model, 'size' | 'filter'>,
  x: number,
  y: number,
): MouseTarget | undefined {
  const { header, filter, filterHints, status, footer, body } = layoutChrome(model);
  if (header && y === 0) {
    const view = tabAt(x, model.size.columns);
    return view === undefined ? undefined : { kind: 'view', view };
  }
  if (filter && y === Number(header)) return { kind: 'filter' };
  const row = y - Number(header) - Number(filter) - filterHints;
  if (row >= 0 && row < body.rows) return { kind: 'body', x, y: row };
  if (status && row === body.rows) return { kind: 'status' };
  return footer && row === body.rows + Number(status) ? { kind: 'footer' } : undefined;
}
