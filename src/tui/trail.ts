import type { FilterModel } from './filter/filter-model.ts';
import type { ViewName } from './views/view-names.ts';

/** A view on the way to the one on the screen, with the filters that belong to it. */
export interface Step {
  readonly view: ViewName;
  /**
   * The filter with which the user came. A filter that was typed there since is cleared first when the user goes
   * back.
   */
  readonly begun: string;
  /** The filter as it was when the user went on to the next view, so that the same rows are there on coming back. */
  readonly left: string;
}

/** The part of the model that changes on the way through the views. */
export interface TrailState {
  /** The view on the screen is the last. */
  readonly trail: readonly Step[];
  readonly filter: FilterModel;
}

const step = (view: ViewName, begun: string): Step => ({ view, begun, left: begun });

/** A view that was opened directly: its filter can be cleared, but there is none to go back to. */
export function trailOf(view: ViewName): readonly Step[] {
  return [step(view, '')];
}

/**
 * Goes one view deeper, with another filter if one led there. If the view is on the trail already, goes back to it,
 * so that there are no loops.
 */
export function goInto({ trail, filter }: TrailState, view: ViewName, other = filter.applied): TrailState {
  // Users who look at one finding after the other, and at the messages of each, go the same way again and again.
  const from = view === 'findings' ? 0 : trail.findIndex((one) => one.view === 'findings') + 1;
  const at = trail.findIndex((one, place) => place >= from && one.view === view);
  const here = trail.map((one, place) =>
    place === trail.length - 1 ? { ...one, left: filter.applied } : one,
  );
  const next = at < 0 ? [...here, step(view, other)] : trail.slice(0, at + 1);
  return { trail: next, filter: { ...filter, applied: other } };
}

/** Goes back to the previous view and its filter; undefined if there is none. */
export function goBack({ trail, filter }: TrailState): TrailState | undefined {
  const before = trail.at(-2);
  if (before === undefined) return undefined;
  return { trail: trail.slice(0, -1), filter: { ...filter, applied: before.left } };
}

/** The filter before one was typed in this view; undefined if none was typed. */
export function filterBefore({
  trail,
  filter: { applied },
}: Pick<TrailState, 'trail' | 'filter'>): string | undefined {
  const begun = trail.at(-1)?.begun ?? '';
  return applied === '' || applied === begun ? undefined : begun;
}

/** Clears the filter, also for the views to which the user may go back. */
export function withoutFilter({ trail, filter }: TrailState): TrailState {
  return { trail: trail.map(({ view }) => step(view, '')), filter: { ...filter, applied: '' } };
}
