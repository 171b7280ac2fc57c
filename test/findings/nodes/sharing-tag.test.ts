import { describe, expect, it } from 'vitest';
import { CALL_ID, dialogFields } from '../../cluster/dialogs/traffic.ts';
import { WrittenCluster } from '../../support/written-cluster.ts';
import { findingsIn, titlesIn } from '../written.ts';

/** Node 1 has told both others that it holds the tag. */
const held = () => new WrittenCluster(1, 2, 3).at(0).pingsUntil(6).announceTag(1, 'vip', 2, 3).pingsUntil(12);

describe('two nodes that hold a sharing tag', () => {
  it('are found where the second one did not tell the first', async () => {
    const split = held().announceTag(2, 'vip', 3).pingsUntil(40);
    expect(await titlesIn(split, 'tag-')).toEqual(['sharing tag vip: nodes 1, 2 are active']);
    expect(await titlesIn(split, 'tag-', ['node1', 'node2'])).toEqual([
      'sharing tag vip: nodes 1, 2 are active',
    ]);
  });

  it('are none where the first one is told, at once or later', async () => {
    expect(await titlesIn(held().announceTag(2, 'vip', 1, 3).pingsUntil(40), 'tag-')).toEqual([]);
    const healed = held().announceTag(2, 'vip', 3).pingsUntil(30).announceTag(2, 'vip', 1).pingsUntil(40);
    expect(await titlesIn(healed, 'tag-')).toEqual([]);
  });

  it('are none where what would have told the first one may have been missed', async () => {
    const split = held().announceTag(2, 'vip', 3).pingsUntil(40);
    expect(await titlesIn(split, 'tag-', ['node2'])).toEqual([]);
    expect(await titlesIn(split, 'tag-', ['node3'])).toEqual([]);
  });

  it('are none where the first one is gone', async () => {
    const gone = held()
      .at(12)
      .pingsUntil(40, [1, 2], [1, 3])
      .announceTag(2, 'vip', 3)
      .pingsUntil(80, [1, 2], [1, 3]);
    expect(await titlesIn(gone, 'tag-two')).toEqual([]);
  });
});

describe('a tag that no node holds', () => {
  it('is found where its holder began anew without it', async () => {
    const lost = held().begin(1, 2, {}).pingsUntil(60);
    expect(await titlesIn(lost, 'tag-')).toEqual(['sharing tag vip: no node is active, node 1 was']);
    expect(await titlesIn(held().begin(1, 2, {}).announceTag(1, 'vip', 2, 3).pingsUntil(60), 'tag-')).toEqual(
      [],
    );
    expect(await titlesIn(held().begin(1, 2, {}).announceTag(3, 'vip', 2, 1).pingsUntil(60), 'tag-')).toEqual(
      [],
    );
  });

  it('is none where another node may hold it since before the capture', async () => {
    const untold = new WrittenCluster(1, 2, 3).at(0).pingsUntil(6).announceTag(1, 'vip', 2).pingsUntil(12);
    expect(await titlesIn(untold.begin(1, 2, {}).pingsUntil(60), 'tag-')).toEqual([]);
  });
});

describe('a tag of dialogs', () => {
  /** Nodes 2 and 3 are told of a dialog of node 1 that has the tag. */
  const marked = (cluster: WrittenCluster, tag: string) => {
    const fields = dialogFields({ timeout: 2 ** 31 - 1, vars: `dlgX_shtag#${tag}|` });
    for (const other of [2, 3]) cluster.send('dialog-dlg-repl', 'REPLICATION_DLG_CREATED', fields, 1, other);
    return cluster;
  };
  /** All nodes were seen to begin. */
  const begun = (...nodes: readonly number[]) => {
    const cluster = new WrittenCluster(1, 2, 3).at(0).pingsUntil(2);
    for (const node of nodes) for (const other of [1, 2, 3]) if (other !== node) cluster.begin(node, other);
    return cluster.pingsUntil(8);
  };

  it('is found where no node has announced it', async () => {
    const [found] = await findingsIn(marked(begun(1, 2, 3), 'vip').pingsUntil(20), 'tag-');
    expect(found).toMatchObject({
      rule: 'tag-unannounced',
      title: 'sharing tag vip: in 1 dialog, and no node has announced it',
      callIds: [CALL_ID],
    });
  });

  it('is none where a node has announced it, or may have before it was seen to begin', async () => {
    const announced = begun(1, 2, 3).announceTag(1, 'vip', 2, 3);
    expect(await titlesIn(marked(announced, 'vip').pingsUntil(20), 'tag-')).toEqual([]);
    expect(await titlesIn(marked(begun(1, 2), 'vip').pingsUntil(20), 'tag-')).toEqual([]);
    expect(await titlesIn(marked(begun(1, 2, 3), 'vip').pingsUntil(20), 'tag-', ['node2'])).toEqual([]);
  });
});
