import type { MessageId } from '../../ids.ts';
import type { Stretch } from './time-model.ts';

/** Messages in the order of time. */
export interface InTime {
  at(position: number): number;
  positionOf(time: number): number;
}

/** The first messages of a stretch of time, at most so many. */
export function messagesIn(list: InTime, { from, to }: Stretch, most: number): MessageId[] {
  const end = Math.min(list.positionOf(to), list.positionOf(from) + most);
  const found: MessageId[] = [];
  for (let at = list.positionOf(from); at < end; at++) found.push(list.at(at) as MessageId);
  return found;
}
