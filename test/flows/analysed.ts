import { Analysis } from '../../src/engine/analysis/analysis.ts';
import { ObserverPlaces } from '../../src/engine/analysis/observer-places.ts';
import { MessageNumbers } from '../../src/engine/message-numbers.ts';
import type { Session } from '../../src/engine/session.ts';
import type { Flow } from '../../src/flows/flow.ts';
import type { MessageId } from '../../src/ids.ts';
import type { LadderInput } from '../../src/view/ladder/ladder.ts';
import { nameInManifest, type Recording, readAll } from '../recordings/recordings.ts';

export interface Analysed {
  readonly session: Session;
  readonly analysis: Analysis;
  readonly flows: readonly Flow[];
  readonly input: LadderInput;
}

export async function analysed(captures: readonly string[]): Promise<Analysed> {
  const session = await readAll(captures);
  session.align();
  const analysis = new Analysis(session);
  while (analysis.advance(1000) === 'more');
  const input = { session, numbers: new MessageNumbers(session), places: new ObserverPlaces(session) };
  return { session, analysis, flows: analysis.flows.flows(), input };
}

export function bridgeOf({ captures }: Recording): readonly string[] {
  return captures.filter((capture) => nameInManifest(capture) === 'bridge.pcap');
}

/** One capture of each node. */
export function nodesOf({ captures }: Recording): readonly string[] {
  const names = captures.map(nameInManifest);
  return captures.filter((capture, at) => {
    const node = /^node\d+(?=\.)/.exec(nameInManifest(capture))?.[0];
    return node !== undefined && names.findIndex((name) => name.startsWith(`${node}.`)) === at;
  });
}

/** What is the same however the flow was seen: contents, not numbers and times. */
export function signature({ session, analysis }: Analysed, flow: Flow) {
  const { from, to, state } = flow.summary(analysis.time);
  return {
    kind: flow.kind,
    callIds: [...flow.callIds].sort(),
    parties: `${from} ${to}`,
    state,
    nodes: flow.nodes,
    messages: contents(session, flow.messages),
    packets: contents(session, flow.replication),
    causes: [...flow.packetCauses()]
      .map(({ packet, cause }) => `${content(session, packet)} <- ${content(session, cause)}`)
      .sort(),
  };
}

function contents(session: Session, ids: Iterable<MessageId>): readonly string[] {
  return [...ids].map((id) => content(session, id)).sort();
}

function content(session: Session, id: MessageId): string {
  const { index, endpoints } = session.tables;
  const ends = [index.sender(id), index.receiver(id)].map((one) => endpoints.text(one));
  return `${ends.join(' ')} ${Buffer.from(session.reader.bytes(id)).toString('base64')}`;
}
