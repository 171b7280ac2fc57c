import { expect, it } from 'vitest';
import { aorStates } from '../../src/cluster/contacts/reports/aor-state.ts';
import { Session } from '../../src/engine/session.ts';
import { inOneGo } from '../../src/tables/steps.ts';
import { nodesOf } from '../../src/tui/aors/matrix-nodes.ts';
import { MatrixPage } from '../../src/tui/aors/matrix-page.ts';
import { Analyses } from '../../src/tui/views/analyses.ts';
import { rowText } from '../../src/view/text/styled-row.ts';

const RESTART = 'fixtures/captures/3.4/restart/bridge.pcap.gz';
const WIDTH = 120;
/** A cell; what is cut ends in the same character. */
const PENDING = / …(?: |$)/;

async function readAll(session: Session): Promise<void> {
  for (let state = session.read(100); state !== 'end'; state = session.read(100)) {
    if (state === 'wait') await session.whenReady();
  }
}

it('what a node lacks is not said while more of the capture is to be analysed: it may still come', async () => {
  const session = await Session.open([RESTART]);
  await readAll(session);
  const analyses = new Analyses(session);
  // One message after the other, to the moment in which a restarted node has nothing.
  const rows = (): readonly string[] => {
    const { current, isBehind } = analyses;
    if (current === undefined) return [];
    const states = aorStates(current.contacts, current.context, current.time);
    const settings = {
      base: session.tables.base,
      now: () => current.time,
      onlyDiffering: false,
      isBehind,
      column: () => 0,
      position: () => -1,
    };
    const nodes = inOneGo(nodesOf(current, states));
    const page = inOneGo(MatrixPage.of(states, nodes, settings));
    return Array.from({ length: page.length }, (_, at) => {
      const [row, text] = [page.at(at), rowText(page.row(at, WIDTH))];
      const isPending = row !== undefined && nodes.some((node) => page.isPending(row, node));
      expect(PENDING.test(text)).toBe(isPending);
      return text;
    });
  };
  const seen: string[] = [];
  while (!analyses.advance(0)) {
    expect(analyses.isBehind).toBe(true);
    seen.push(...rows());
  }
  expect(seen.filter((row) => PENDING.test(row))).not.toEqual([]);
  expect(seen.filter((row) => /MISSING|^!/.test(row))).toEqual([]);
  expect(analyses.isBehind).toBe(false);
  session.close();
});

it('at the end it is said, and at a time that was asked for', async () => {
  const session = await Session.open(['fixtures/captures/mixed/mixed-3.4-3.6/bridge.pcap.gz']);
  await readAll(session);
  const analyses = new Analyses(session);
  while (!analyses.advance(100));
  expect([analyses.percent, analyses.isBehind]).toEqual([100, false]);
  analyses.show(session.timeOf(session.tables.order.at(200) as never));
  expect(analyses.isBehind).toBe(true);
  while (!analyses.advance(100));
  expect(analyses.isBehind).toBe(false);
  session.close();
});
