import { afterEach, describe, expect, it } from 'vitest';
import { aorStates } from '../../../src/cluster/contacts/reports/aor-state.ts';
import { KnownAorStates } from '../../../src/cluster/contacts/reports/known-aor-states.ts';
import { Analysis } from '../../../src/engine/analysis/analysis.ts';
import { Session } from '../../../src/engine/session.ts';
import { inOneGo } from '../../../src/tables/steps.ts';
import { recording } from '../../recordings/recordings.ts';

let session: Session;
afterEach(() => session.close());

/** Captures by the names of their files. */
function captures(name: string, wanted: RegExp): readonly string[] {
  return recording(name).captures.filter((path) => wanted.test(path));
}

/** Asks again and again while the session is read and analysed; returns how often what was told was compared. */
async function compareAllAlong(paths: readonly string[], every: number): Promise<KnownAorStates> {
  session = await Session.open(paths);
  const analysis = new Analysis(session);
  const known = new KnownAorStates(analysis.contacts, analysis.context);
  let [asked, abandoned] = [0, 0];
  for (let state = session.read(0), ended = false; !ended; state = session.read(0)) {
    if (state === 'wait') await session.whenReady();
    ended = state === 'end' && analysis.advance(0) === 'end';
    if (!ended && analysis.advance(0) === 'more' && analysis.position < asked * every) continue;
    if (!ended && analysis.position < asked * every) continue;
    asked++;
    if (asked % 4 === 0) {
      // Somebody loses interest.
      const steps = known.at(analysis.time, () => true);
      for (let step = 0; step < abandoned; step++) steps.next();
      abandoned = (abandoned + 1) % 5;
    }
    const all = aorStates(analysis.contacts, analysis.context, analysis.time);
    expect(inOneGo(known.at(analysis.time, () => true))).toEqual(all);
    const [, second] = new Set(all.map(({ aor }) => aor));
    const wanted = inOneGo(known.at(analysis.time, ({ aor }) => aor === second));
    expect(wanted).toEqual(all.filter(({ aor }) => aor === second));
  }
  expect(asked).toBeGreaterThan(2);
  return known;
}

describe('states of AORs that were found before', () => {
  it.each([
    ['3.4/register', /bridge\./, 30],
    // Nodes begin anew, and lose what they held.
    ['3.4/restart', /bridge\./, 60],
    ['3.4/midstream', /bridge\./, 10],
    ['3.4/loss-reorder', /./, 30],
    ['3.4/two-clusters', /./, 60],
  ])('are those that one would find now, all along %s', async (name, wanted, every) => {
    await compareAllAlong(captures(name, wanted), every);
  });

  it('are not looked for again where nothing has changed', async () => {
    const known = await compareAllAlong(captures('3.4/register', /bridge\./), 30);
    const analysis = new Analysis(session);
    while (analysis.advance(1000) !== 'end');
    const later = analysis.time + 5e9;
    const fresh = new KnownAorStates(analysis.contacts, analysis.context);
    const states = inOneGo(fresh.at(later, () => true));
    expect(states.length).toBeGreaterThan(0);
    const { renewed } = fresh;
    expect(inOneGo(fresh.at(later, () => true))).toEqual(states);
    expect(fresh.renewed).toBe(renewed);
    expect(known.renewed).toBeGreaterThan(renewed);
    // By then, all of them have expired.
    expect(inOneGo(fresh.at(later + 1e6 * 1e9, () => true))).toEqual([]);
    expect(inOneGo(fresh.at(later, () => true))).toEqual(states);
  });
});
