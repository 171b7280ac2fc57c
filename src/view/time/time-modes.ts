import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { clockTime, delta } from '../text/times.ts';

/** Time of day; seconds since the first message; seconds since the message above. */
export type TimeMode = 'clock' | 'relative' | 'delta';

export interface TimeOptions {
  readonly mode: TimeMode;
  readonly utc: boolean;
  /** Milliseconds instead of microseconds. */
  readonly short: boolean;
}

/** `previous` is the message above; undefined for the first. */
export function messageTime(
  session: Session,
  id: MessageId,
  previous: MessageId | undefined,
  { mode, utc, short }: TimeOptions,
): string {
  const { base, order } = session.tables;
  const time = session.timeOf(id);
  const text =
    mode === 'clock'
      ? clockTime(base, time, utc)
      : delta(time - session.timeOf(mode === 'delta' ? (previous ?? id) : (order.at(0) as MessageId)));
  return short ? text.slice(0, -3) : text;
}
