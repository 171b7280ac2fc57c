import { afterAll, expect, it } from 'vitest';
import { aorStates } from '../../../src/cluster/contacts/reports/aor-state.ts';
import { Analysis } from '../../../src/engine/analysis/analysis.ts';
import type { Session } from '../../../src/engine/session.ts';
import { Folder } from '../../capture/reading.ts';
import { readAll } from '../../recordings/recordings.ts';
import { timeAt, WrittenCluster } from '../../support/written-cluster.ts';

const END = { domain: 'location', aor: '1000', contact: 'sip:1000@192.0.2.200', cseq: 1, match_mode: -1 };

/** Node 1 tells that a contact has ended, which is lost; and of a new registration of it, which comes at once. */
const cluster = () =>
  new WrittenCluster(1, 2)
    .at(0)
    .pingsUntil(2)
    .register(1, '1000', { callId: 'first@phone' })
    .at(3)
    .send('usrloc-contact-repl', 'REPL_UCONTACT_DELETE', { ...END, callid: 'first@phone' }, 1, 2)
    .resentAt(5)
    .register(1, '1000', { callId: 'second@phone' })
    .pingsUntil(8);

const folder = new Folder();
afterAll(() => folder.remove());

function sessionOf(...captures: readonly Buffer[]): Promise<Session> {
  return readAll(captures.map((one, at) => folder.file(one, `${at}.pcap`)));
}

/** Call-IDs that node 2 holds. */
function heldAt(session: Session, seconds: number): readonly (string | undefined)[] {
  const analysis = new Analysis(session, { until: timeAt(session, seconds), parts: ['contacts'] });
  while (analysis.advance(1000) === 'more');
  return aorStates(analysis.contacts, analysis.context, analysis.time).flatMap(({ nodes }) =>
    (nodes.get(2)?.contacts ?? []).map(({ version }) => version.callId),
  );
}

it('a node reads what came before a lost segment was sent again after that one', async () => {
  const session = await sessionOf(cluster().capture('node2'));
  expect(heldAt(session, 4)).toEqual(['first@phone']);
  expect(heldAt(session, 6)).toEqual(['second@phone']);
  // Asked for the end at once, or step by step, it is the same.
  const stepping = new Analysis(session, { until: timeAt(session, 2.5), parts: ['contacts'] });
  for (const until of [2.5, 4, 4.9, 5.5, 8]) {
    stepping.extend(timeAt(session, until));
    while (stepping.advance(0) === 'more');
  }
  const rows = aorStates(stepping.contacts, stepping.context, stepping.time);
  expect(rows.map(({ consistent }) => consistent)).toEqual([true]);
  session.close();
});

it('where somebody saw the stream in order, that order and those times count', async () => {
  const whole = new WrittenCluster(1, 2)
    .at(0)
    .pingsUntil(2)
    .register(1, '1000', { callId: 'first@phone' })
    .at(3)
    .send('usrloc-contact-repl', 'REPL_UCONTACT_DELETE', { ...END, callid: 'first@phone' }, 1, 2)
    .register(1, '1000', { callId: 'second@phone' })
    .pingsUntil(8);
  const session = await sessionOf(cluster().capture('node2'), whole.capture('node1'));
  expect(heldAt(session, 4)).toEqual(['second@phone']);
  expect(heldAt(session, 8)).toEqual(['second@phone']);
  session.close();
});
