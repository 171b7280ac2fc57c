import type { Limited, LimitsReached } from '../../engine/limits-reached.ts';
import { grouped } from '../text/counts.ts';

const TEXTS: Readonly<Record<Limited, string>> = {
  flows: 'flows, the oldest ones: there are too many',
  flowsAtOnce: 'flows to their end: too many went on at once',
  contacts: 'contacts or what was asked of them: there are too many',
  events: 'events for the two minutes in which copies of them may be late: too many at once',
  dialogs: 'dialogs, the oldest ones: too many at once',
  calls: 'calls that nodes handle to their end: too many at once',
  syncs: 'syncs, the oldest ones: there are too many',
  nodes: 'times what nodes or clusters said: too many ids',
  late: 'times of messages that a lost segment held up: taken as they came',
  ends: 'ends of connections of BIN, the oldest ones: there were too many',
  upgrades: 'times that a WebSocket was opened, the oldest ones: too many; an export lacks them',
  connections: 'times that a connection of BIN went wrong: too many',
};

/** What was not kept because of a limit; each text continues its number. */
export function limitTexts(
  reached: LimitsReached,
): readonly { readonly count: string; readonly text: string }[] {
  return (Object.keys(TEXTS) as readonly Limited[])
    .filter((name) => reached[name] > 0)
    .map((name) => ({ count: grouped(reached[name]), text: TEXTS[name] }));
}
