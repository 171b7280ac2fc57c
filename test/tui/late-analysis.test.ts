import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { generate } from '../../bench/traffic/generate.ts';
import { trafficOptions } from '../../bench/traffic/options.ts';
import { Session } from '../../src/engine/session.ts';
import { Analyses } from '../../src/tui/views/analyses.ts';
import { remoteSource } from '../remote/served-bytes.ts';

test('analysis is late where it is far behind and frames will have to make room', async (context) => {
  const path = join(mkdtempSync(join(tmpdir(), 'syncgrep-late-')), 'sip.pcap');
  context.onTestFinished(() => rmSync(dirname(path), { recursive: true }));
  await generate(path, trafficOptions({ kind: 'sip', messages: 8000, seed: 5 }));
  const remote = [await remoteSource(context, readFileSync(path))];
  const session = await Session.open([], { remote, spool: { files: 4, fileSize: 2_000_000 } });
  context.onTestFinished(() => session.close());
  const analyses = new Analyses(session);
  const readTo = async (messages: number): Promise<void> => {
    while (session.tables.index.size < messages && !session.ended) {
      if (session.read(1, true) === 'wait') await session.whenReady();
    }
  };

  await readTo(2500);
  // There is room enough.
  expect([session.spool.fill < 0.5, analyses.isLate]).toEqual([true, false]);
  await readTo(7000);
  expect([session.spool.fill >= 0.5, analyses.isLate]).toEqual([true, true]);
  expect(session.hasForgotten).toBe(false);
  while (!analyses.advance(20));
  expect(analyses.isLate).toBe(false);
});
