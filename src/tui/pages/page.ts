import type { MessageId } from '../../ids.ts';
import type { Row } from '../../view/styled-row.ts';

/** Rows of a view, made when they are looked at. */
export interface Page {
  readonly length: number;
  heading(width: number, utc: boolean): Row;
  row(at: number, width: number, utc: boolean): Row;
  /** The message that a row is about. */
  messageAt?(at: number, width: number): MessageId | undefined;
}
