import { describe, expect, test } from 'vitest';
import { type AorState, aorStatesInOrder } from '../../../src/cluster/contacts/reports/aor-state.ts';
import type { Analysis } from '../../../src/engine/analysis/analysis.ts';
import { AorFocus } from '../../../src/engine/analysis/aor-focus.ts';
import { MessageNumbers } from '../../../src/engine/message-numbers.ts';
import type { Session } from '../../../src/engine/session.ts';
import type { SessionTables } from '../../../src/engine/session-tables.ts';
import { sameUser, type UserTest } from '../../../src/filter/asked-users.ts';
import type { MessageId } from '../../../src/ids.ts';
import { aorJson } from '../../../src/output/json/aors-json.ts';
import { aorTerm } from '../../../src/store/terms.ts';
import { ByteStringTable } from '../../../src/tables/byte-strings.ts';
import { AT_THE_END, SteppingAnalysis } from '../../fidelity/stepping-analysis.ts';
import { keyLogsOf, OWN_RECORDINGS, readAll, recordings } from '../../recordings/recordings.ts';

/** Of each recording, as many AORs as this are looked at alone. */
const AORS = OWN_RECORDINGS === undefined ? 4 : 25;

/** Those in which a contact has two Call-IDs, so that all are looked at. */
const tooNarrow = new Set<Session>();

/** At each of these times, earliest first. */
function statesAt(session: Session, times: readonly number[], users?: UserTest) {
  const stepping = new SteppingAnalysis(session, ['nodes', 'contacts'], users);
  return times.map((until) => statesOf(session, stepping.at(until)));
}

/** Undefined where others would have to be looked at as well, so that the report is that of all. */
function statesOf(session: Session, analysis: Analysis): ReadonlyMap<string, string> | undefined {
  if (analysis.isTooNarrow) {
    tooNarrow.add(session);
    return undefined;
  }
  const { contacts, context, time } = analysis;
  const numbers = new MessageNumbers(session);
  const common = { base: session.tables.base, numbers, isAway: () => false };
  const texts = (state: AorState) => [
    `${state.cluster} ${state.domain}\n${state.aor}`,
    aorJson(state, common),
  ];
  return new Map([...aorStatesInOrder(contacts, context, time)].map(texts) as [string, string][]);
}

describe('an analysis of one AOR reports the same about it as an analysis of all', () => {
  test.each(recordings())('$name', async ({ captures }) => {
    const bridge = captures.filter((path) => path.includes('/bridge'));
    const [node] = captures.filter((path) => path.includes('/node'));
    for (const files of [bridge, node === undefined ? [] : [node]]) {
      if (files.length === 0) continue;
      const session = await readAll(files, { keyLogs: keyLogsOf(files) });
      const { order } = session.tables;
      const times = [session.timeOf(order.at(order.length >>> 1) as MessageId), AT_THE_END];
      const all = statesAt(session, times);
      const names = [...new Set(all.flatMap((states) => [...(states?.keys() ?? [])]))];
      for (let at = 0; at < names.length; at += Math.ceil(names.length / AORS)) {
        const name = names[at] ?? '';
        const alone = statesAt(session, times, sameUser(name.slice(name.indexOf('\n') + 1)));
        for (const [when, states] of alone.entries())
          if (states !== undefined) expect(states.get(name)).toBe(all[when]?.get(name));
      }
      session.close();
    }
  });

  test.runIf(OWN_RECORDINGS === undefined)('and mostly nothing else has to be looked at', () => {
    expect(tooNarrow.size).toBeLessThan(recordings().length / 4);
  });
});

test('an AOR that the index may have cut is looked at, also where its characters take several bytes', () => {
  const aors = new ByteStringTable();
  const needs = (aor: string): boolean => {
    const bytes = Buffer.from(aor);
    const term = aorTerm(aors.intern(bytes, 0, bytes.length));
    const index = { termCount: () => 1, term: () => term };
    return new AorFocus({ index, aors } as unknown as SessionTables, sameUser('1000')).needs(1 as MessageId);
  };
  expect([needs('1000'), needs('1001'), needs('é'.repeat(2000))]).toEqual([true, false, false]);
  expect([needs('é'.repeat(2048)), needs('é'.repeat(3000)), needs('e'.repeat(5000))]).toEqual([
    true,
    true,
    true,
  ]);
});
