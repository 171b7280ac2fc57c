import type { MessageId } from '../../ids.ts';
import type { Session } from '../session.ts';

/**
 * When the receiver could read a message, by the aligned clock: where an observer saw that it had waited, when it was
 * acknowledged, or when what was missing before it had come; by all others, when they saw it. The earliest time counts.
 * Infinite if it was sent again, or never acknowledged, and no arrival was seen.
 */
export function readableAt(session: Session, id: MessageId): number {
  const { unacknowledged, late } = session.tables;
  const told = [...unacknowledged.of(id), ...late.of(id)];
  let due = Number.POSITIVE_INFINITY;
  for (const { source, time, frame } of session.sightsOf(id)) {
    const arrived = told.find((one) => one.source === source)?.time;
    if (arrived === undefined) due = Math.min(due, session.alignedTime(source, time, frame));
    else if (Number.isFinite(arrived)) due = Math.min(due, session.alignedTime(source, arrived));
  }
  return due;
}
