import type { Row } from '../view/text/styled-row.ts';
import type { TimeMode } from '../view/time/time-modes.ts';
import type { FilterModel } from './filter/filter-model.ts';
import type { Prompt } from './prompt/prompt-model.ts';
import type { Step } from './trail.ts';
import type { ViewName } from './views/view-names.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A page over the screen: help, warnings. */
export interface Overlay {
  readonly title: string;
  /** Long ones are wrapped when they are drawn. */
  readonly lines: readonly Row[];
  readonly top: number;
  /** The row to which a search has come; undefined before there was any. */
  readonly found?: number;
}

/** Settings of all views. */
export interface Settings {
  /** Internal messages are shown. */
  readonly internal: boolean;
  readonly utc: boolean;
  readonly timeMode: TimeMode;
}

/** The state of everything around the views. It is changed only by `update`. Each view has its own state. */
export interface Model {
  readonly size: Size;
  readonly overlay: Overlay | undefined;
  readonly filter: FilterModel;
  readonly settings: Settings;
  /** The views that led to the one on the screen, which is the last. */
  readonly trail: readonly Step[];
  /** A question on the status line. */
  readonly prompt: Prompt | undefined;
  /** The views do not take in what is read. */
  readonly paused: boolean;
  /** Shown until the next key. */
  readonly notice: Row | undefined;
}

export function viewOf({ trail }: Pick<Model, 'trail'>): ViewName {
  return trail.at(-1)?.view ?? 'flows';
}
