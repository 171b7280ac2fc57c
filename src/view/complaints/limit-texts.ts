import type { Limited, LimitsReached } from '../../engine/limits-reached.ts';
import { agreeing } from '../text/counts.ts';

const TEXTS: Readonly<Record<Limited, string>> = {
  flows: 'flow[s], the oldest [one|ones]: there are too many',
  flowsAtOnce: 'flow[s] to [its|their] end: too many went on at once',
  contacts: 'contact[s] or what was asked of them: there are too many',
  events: 'event[s] for the two minutes in which copies of [it|them] may be late: too many at once',
  dialogs: 'dialog[s], the oldest [one|ones]: too many at once',
  calls: 'call[s] that nodes handle to [its|their] end: too many at once',
  syncs: 'sync[s], the oldest [one|ones]: there are too many',
  nodes: 'time[s] what nodes or clusters said: too many ids',
  late: 'time[s] of [a message|messages] that a lost segment held up: taken as [it|they] came',
  ends: 'end[s] of connections of BIN, the oldest [one|ones]: there were too many',
  upgrades: 'time[s] that a WebSocket was opened, the oldest [one|ones]: too many; an export lacks them',
  connections: 'time[s] that a connection of BIN went wrong: too many',
};

/** What was not kept because of a limit. */
export function limitTexts(reached: LimitsReached): readonly string[] {
  return (Object.keys(TEXTS) as readonly Limited[])
    .filter((name) => reached[name] > 0)
    .map((name) => agreeing(reached[name], TEXTS[name]));
}
