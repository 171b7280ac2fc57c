import type { Row } from '../view/styled-row.ts';
import type { TimeMode } from '../view/time-modes.ts';
import type { FilterModel } from './filter/filter-model.ts';
import type { Prompt } from './prompt/prompt-model.ts';
import type { Step } from './trail.ts';
import type { ViewName } from './views/view-names.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Pages over the screen: help, warnings. */
export interface Overlay {
  readonly title: string;
  /** Long ones are wrapped when they are drawn. */
  readonly lines: readonly Row[];
  readonly top: number;
}

/** How things are shown, in all views. */
export interface Settings {
  /** Internal messages are shown. */
  readonly internal: boolean;
  readonly utc: boolean;
  readonly timeMode: TimeMode;
}

/** All that stands around the views; it only changes by `update`. Each view has a state of its own. */
export interface Model {
  readonly size: Size;
  readonly overlay: Overlay | undefined;
  readonly filter: FilterModel;
  readonly settings: Settings;
  /** The views that led to the one on the screen, which is the last. */
  readonly trail: readonly Step[];
  /** A question on the status line. */
  readonly prompt: Prompt | undefined;
  /** What is read is not taken in. */
  readonly paused: boolean;
  /** Said until the next key. */
  readonly notice: Row | undefined;
}

export function viewOf({ trail }: Pick<Model, 'trail'>): ViewName {
  return trail.at(-1)?.view ?? 'flows';
}
