import type { AheadRequest } from '../../../../src/engine/reading/ahead/digests-ahead.ts';
import { FrameDigester } from '../../../../src/engine/reading/ahead/frame-digester.ts';
import { SourceAhead } from '../../../../src/engine/reading/ahead/source-ahead.ts';
import { Session } from '../../../../src/engine/session.ts';
import type { SessionOptions } from '../../../../src/engine/session-options.ts';
import type { MessageId } from '../../../../src/ids.ts';
import { isCallId, stringOf } from '../../../../src/store/terms.ts';

/** All that the index keeps of each message. */
export function rowsOf(session: Session): readonly object[] {
  const { index, kinds, aors, callIds, bindings, routes } = session.tables;
  return Array.from({ length: index.size }, (_, at) => {
    const id = at as MessageId;
    const terms = Array.from({ length: index.termCount(id) }, (_, place) => {
      const term = index.term(id, place);
      return isCallId(term) ? `call ${callIds.latin1(stringOf(term))}` : aors.latin1(stringOf(term));
    });
    return {
      kind: kinds.get(index.kind(id)),
      status: index.status(id),
      place: [index.source(id), index.frame(id), index.time(id), index.length(id), index.recordOffset(id)],
      hashes: [index.hash(id), index.secondHash(id), index.content(id)],
      route: [routes.cluster, routes.source, routes.destination].map((part) =>
        part.call(routes, index.route(id)),
      ),
      sent: [index.sequence(id), index.retransmissions(id), index.cut(id), index.furtherObservation(id)],
      cseq: index.cseq(id),
      keys: [index.branch(id), index.fromTag(id), index.toTag(id), index.hasToTag(id), index.legs(id)],
      bindings: bindings.latin1(index.bindings(id) as never),
      aorsOf: [index.fromTerm(id) > 0, index.toTerm(id) > 0],
      terms,
    };
  });
}

/** What packets told about the nodes that sent them. */
export function nodesOf({ tables }: Session): readonly object[] {
  const { index, routes, releases, nodes, endpoints } = tables;
  const rows = Array.from({ length: index.size }, (_, at) => at as MessageId);
  return rows.map((id) => ({
    releases: releases.of(routes.cluster(index.route(id)), routes.source(index.route(id))),
    nodes: [index.sender(id), index.receiver(id)].map((end) => nodes.membershipsOf(endpoints.addressOf(end))),
  }));
}

export async function readToEnd(session: Session): Promise<Session> {
  for (let state = session.read(1e9); state !== 'end'; state = session.read(1e9)) {
    if (state === 'wait') await session.whenReady();
  }
  return session;
}

/** A session with a second reader in the same thread, which does as many frames as `steps` say in turn. */
export async function readWithAhead(
  paths: readonly string[],
  steps: readonly number[],
  before: () => void = () => {},
  options: SessionOptions = {},
): Promise<Session> {
  const readers: SourceAhead[] = [];
  let opened: Promise<unknown> = Promise.resolve();
  const start = ({ files, ports }: AheadRequest) => {
    before();
    opened = Promise.all(
      files.map(async (file) => {
        const reader = await SourceAhead.open(file, new FrameDigester(ports));
        if (reader !== undefined) readers.push(reader);
      }),
    );
    return () => {};
  };
  let count = 0;
  const turn = () => {
    const step = steps[count++ % steps.length] ?? 0;
    for (const reader of readers) reader.read(step);
  };
  const session = await Session.open(paths, {
    ...options,
    readAhead: { start, leastBytes: 1, firstFrames: 0 },
  });
  await opened;
  session.taps.push({ frame: turn });
  await readToEnd(session);
  for (const reader of readers) reader.close();
  return session;
}
