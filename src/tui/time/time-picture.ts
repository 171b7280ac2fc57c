import type { Buckets } from '../../engine/time-histogram.ts';
import type { Row } from '../../view/text/styled-row.ts';
import { type BandData, type BandShape, bandRows } from '../../view/time/histogram-rows.ts';
import type { Occurrence } from '../../view/time/occurrences.ts';
import { axisRow, eventRow } from '../../view/time/time-axis.ts';
import type { ScaleOptions } from '../../view/time/time-scale.ts';
import type { Band } from '../../view/time/traffic-classes.ts';
import type { TimeLayout } from './time-layout.ts';
import type { TimeRoom } from './time-model.ts';
import { headingRow } from './time-titles.ts';

/** The counts of each band; `revision` increases when they change. */
export interface BandCounts {
  readonly revision: number;
  band(band: Band, buckets: number): BandData;
}

/** All that the rows above the details rest on, but for the cursor. */
export interface PictureAbout {
  readonly room: TimeRoom;
  readonly buckets: Buckets;
  readonly layout: TimeLayout;
  readonly scale: ScaleOptions;
  /** The events, found on demand; the same array as long as they are the same. */
  readonly events: () => readonly Occurrence[];
  /** More is about to come in. */
  readonly goesOn: boolean;
  /** Columns of the marked range, both included; none where `from` > `to`. */
  readonly range: { readonly from: number; readonly to: number };
  readonly isZoomed: boolean;
  /** Columns of the whole screen. */
  readonly columns: number;
}

/** Milliseconds that the picture stays as it is while more comes in: nobody reads faster. */
const REST = 500;

/**
 * Heading, bands, marks and axis. They are drawn anew if they have changed, and not with each step of the cursor: at
 * once if another time is shown, and twice a second while messages are counted.
 */
export class TimePicture {
  /** The events that are in the picture. */
  events: readonly Occurrence[] = [];
  /** The last frame showed the picture as it was, without what has come in since. */
  isResting = false;
  private readonly counts: BandCounts;
  private readonly now: () => number;
  private shape = '';
  private state = '';
  private rows: readonly Row[] = [];
  private restsUntil = 0;

  constructor(counts: BandCounts, now: () => number = () => performance.now()) {
    this.counts = counts;
    this.now = now;
  }

  /** The same array as long as nothing is drawn anew. While more comes in, no frame waits for what else has changed. */
  shown(about: PictureAbout): readonly Row[] {
    const shape = shapeOf(about);
    const isSame = shape === this.shape && about.goesOn;
    this.isResting = isSame && stateOf(about, this.counts) !== this.state;
    if (!isSame) this.renew(about, shape);
    return this.rows;
  }

  /** Between two frames: what has come in since, where the picture has rested. */
  catchUp(about: PictureAbout): void {
    if (this.now() < this.restsUntil) return;
    const shape = shapeOf(about);
    if (shape === this.shape) this.renew(about, shape);
  }

  private renew(about: PictureAbout, shape: string): void {
    const state = stateOf(about, this.counts);
    const events = about.events();
    if (shape === this.shape && state === this.state && events === this.events) return;
    this.shape = shape;
    this.state = state;
    this.events = events;
    this.rows = this.make(about);
    this.restsUntil = this.now() + REST;
  }

  private make({ room, buckets, layout, scale, range, isZoomed, columns }: PictureAbout): Row[] {
    const { bands, bandHeight: height, left, right } = layout;
    const shape: BandShape = { columns: buckets.count, height, left, right, ...range };
    return [
      headingRow(buckets, room, scale, isZoomed, columns),
      ...bands.flatMap((band) => bandRows(this.counts.band(band, buckets.count), shape)),
      ...(layout.events ? [eventRow(buckets, left, this.events)] : []),
      axisRow(buckets, left, scale),
    ];
  }
}

/** Identifies what the picture shows, except for events. */
function stateOf({ room: { first, last } }: PictureAbout, counts: BandCounts): string {
  return [counts.revision, first, last].join(' ');
}

/** All that is to be seen as soon as a key asks for it. */
function shapeOf({ buckets, layout, scale, range, isZoomed, columns }: PictureAbout): string {
  const { left, bandHeight, bands, events } = layout;
  return [
    ...[buckets.from, buckets.width, buckets.count, left, bandHeight, bands.length, events, columns],
    ...[range.from, range.to, isZoomed, scale.start, scale.utc, scale.mode],
  ].join(' ');
}
