import { expect, test } from 'vitest';
import type { Session } from '../../src/engine/session.ts';
import { SessionVocabulary } from '../../src/engine/session-vocabulary.ts';
import { parseFilter } from '../../src/filter/parser.ts';
import type { MessageId } from '../../src/ids.ts';
import { messageJson } from '../../src/output/json/message-json.ts';
import { summarize } from '../../src/view/messages/message-summary.ts';
import { Folder } from '../capture/reading.ts';
import { readAll } from '../recordings/recordings.ts';
import { WrittenCluster } from '../support/written-cluster.ts';

/** Node 2 is at 192.0.2.2; at 10 s node 3 sends from there, as a node does that was given another id. */
async function renumbered(judge: (session: Session) => void): Promise<void> {
  const cluster = new WrittenCluster(1, 2, 3);
  cluster.at(0).ping(2, 1).pong(1, 2).request('1000', 2, 5);
  // Over a connection of its own.
  cluster.at(10).sendsFrom(3, 2).refused(3, 1).ping(3, 1).request('1000', 2, 15);
  const folder = new Folder();
  try {
    const session = await readAll([folder.file(cluster.capture('bridge'))]);
    judge(session);
    session.close();
  } finally {
    folder.remove();
  }
}

function selected(session: Session, filter: string): readonly MessageId[] {
  const list = session.list(parseFilter(filter).filter);
  list.update(1000);
  return Array.from({ length: list.length }, (_, at) => list.at(at));
}

test('messages name the node that was at an address then', async () => {
  await renumbered((session) => {
    const requests = selected(session, 'proto:sip');
    expect(requests.map((id) => summarize(session, id).receiver)).toEqual(['node2', 'node3']);
    expect(requests.map((id) => JSON.parse(messageJson(session, id, 1)).dst.node)).toEqual([2, 3]);
  });
});

test('so does the filter', async () => {
  await renumbered((session) => {
    const [before, after] = selected(session, 'proto:sip');
    expect(selected(session, 'node:2 proto:sip')).toEqual([before]);
    expect(selected(session, 'to:3 proto:sip')).toEqual([after]);
    expect(selected(session, 'from:3 proto:sip')).toEqual([]);
  });
});

test('words of a filter are both', async () => {
  await renumbered((session) => expect(new SessionVocabulary(session).nodes).toEqual(['1', '2', '3']));
});
