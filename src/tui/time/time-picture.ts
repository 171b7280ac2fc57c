import type { Buckets } from '../../engine/time-histogram.ts';
import { type BandData, type BandShape, bandRows } from '../../view/histogram-rows.ts';
import { type Row, restyledAt } from '../../view/styled-row.ts';
import { axisRow, eventRow } from '../../view/time-axis.ts';
import type { Occurrence } from '../../view/time-events.ts';
import type { ScaleOptions } from '../../view/time-scale.ts';
import type { Band } from '../../view/traffic-classes.ts';
import type { TimeLayout } from './time-layout.ts';
import type { TimeRoom } from './time-model.ts';
import { headingRow } from './time-titles.ts';

/** What is counted, band by band; `revision` grows with it. */
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
  readonly events: readonly Occurrence[];
  /** Columns of the marked range, both included; none where `from` > `to`. */
  readonly range: { readonly from: number; readonly to: number };
  readonly isZoomed: boolean;
  /** Of the whole screen. */
  readonly columns: number;
}

/** Heading, bands, marks and axis: made anew where they have changed, not with each step of the cursor. */
export class TimePicture {
  private readonly counts: BandCounts;
  private key = '';
  private events: readonly Occurrence[] = [];
  private rows: readonly Row[] = [];

  constructor(counts: BandCounts) {
    this.counts = counts;
  }

  /** With the cursor in a column of the bars. */
  withCursor(cursor: number, about: PictureAbout): readonly Row[] {
    const key = this.keyOf(about);
    if (key !== this.key || about.events !== this.events) {
      this.rows = this.make(about);
      this.key = key;
      this.events = about.events;
    }
    const column = about.layout.left + cursor;
    const [first, last] = [0, this.rows.length - 1];
    return this.rows.map((row, at) => (at === first || at === last ? row : restyledAt(row, column, 'match')));
  }

  private keyOf({ room, buckets, layout, scale, range, isZoomed, columns }: PictureAbout): string {
    const { left, bandHeight, bands, events } = layout;
    return [
      ...[this.counts.revision, room.first, room.last, buckets.from, buckets.width, buckets.count],
      ...[left, bandHeight, bands.length, events, columns, range.from, range.to, isZoomed],
      ...[scale.utc, scale.mode],
    ].join(' ');
  }

  private make({ room, buckets, layout, scale, events, range, isZoomed, columns }: PictureAbout): Row[] {
    const { bands, bandHeight: height, left, right } = layout;
    const shape: BandShape = { columns: buckets.count, height, left, right, ...range };
    return [
      headingRow(buckets, room, scale, isZoomed, columns),
      ...bands.flatMap((band) => bandRows(this.counts.band(band, buckets.count), shape)),
      ...(layout.events ? [eventRow(buckets, left, events)] : []),
      axisRow(buckets, left, scale),
    ];
  }
}
