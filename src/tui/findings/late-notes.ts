import { counted } from '../../view/text/counts.ts';
import { clockTime } from '../../view/text/times.ts';
import type { Stage } from '../views/view.ts';
import type { LatePart } from './known-findings.ts';

const NAMES = { aors: 'AOR', dialogs: 'dialog', messages: 'message' } as const;

/** `60,000 AORs as of 09:28:31, looked at now and then`: they are too many to be looked at for each page. */
export function lateNotes(late: readonly LatePart[], { session, settings }: Stage): readonly string[] {
  return late.map(({ part, count, time }) => {
    const many = counted(count, NAMES[part]);
    if (time === undefined) return `${many} are being looked at`;
    return `${many}, too many for every refresh: as of ${clockTime(session.tables.base, time, settings.utc)}`;
  });
}
