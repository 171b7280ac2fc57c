import { describe, expect, it } from 'vitest';
import type { SyncReport } from '../../../src/cluster/syncs/sync-model.ts';
import { syncOutlook } from '../../../src/cluster/syncs/sync-outlook.ts';

const RUNNING: SyncReport = {
  cluster: 1,
  capability: 'usrloc-contact-repl',
  donor: 2,
  receiver: 3,
  requested: 100,
  started: 200,
  ended: undefined,
  duration: undefined,
  packets: 1,
  bytes: 1000,
  chunksSent: undefined,
  chunksSeen: 250,
  records: new Map(),
  queued: 0,
  requests: 1,
  repeatedEnds: 0,
  refused: 0,
  verdict: 'not captured',
  reason: 'capture ends before',
  messages: [],
};

const DONE: SyncReport = {
  ...RUNNING,
  ended: 900,
  duration: 800,
  chunksSent: 1000,
  chunksSeen: 1000,
  verdict: 'complete',
  reason: undefined,
};

describe('what is still to come of a sync', () => {
  it('is known where the capture goes on until its end', () => {
    expect(syncOutlook(RUNNING, [RUNNING], [DONE], 300)).toEqual({ expected: 1000, from: 'end', left: 600 });
    // Up to 3.2 the end announces nothing: what was seen of it counts.
    const old = { ...DONE, chunksSent: undefined };
    expect(syncOutlook(RUNNING, [RUNNING], [old], 300)?.expected).toBe(1000);
  });

  it('is taken from the last time, and from how fast chunks came', () => {
    const before = { ...DONE, requested: 1, receiver: 4, ended: 90, chunksSent: 500, chunksSeen: 500 };
    const outlook = syncOutlook(RUNNING, [before, RUNNING], [], 300);
    expect(outlook).toEqual({ expected: 500, from: 'last sync', left: 100 });
  });

  it('is not known of another capability, another cluster, or when more came already', () => {
    for (const other of [
      { ...DONE, capability: 'dialog-dlg-repl' },
      { ...DONE, cluster: 2 },
      { ...DONE, chunksSeen: 200 },
      { ...DONE, verdict: 'short' as const },
    ]) {
      expect(syncOutlook(RUNNING, [other, RUNNING], [], 300)).toBeUndefined();
    }
  });

  it('is nothing when it is over', () => {
    expect(syncOutlook(DONE, [DONE], [DONE], 1000)).toBeUndefined();
  });
});
