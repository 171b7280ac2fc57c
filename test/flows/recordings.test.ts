import { afterAll, describe, expect, test } from 'vitest';
import { textOf } from '../../src/cluster/field-values.ts';
import type { Flow } from '../../src/flows/flow.ts';
import type { MessageId } from '../../src/ids.ts';
import { Protocol } from '../../src/reassembly/carried-message.ts';
import { type RecordedEvent, recording } from '../recordings/recordings.ts';
import { type Analysed, analysed, bridgeOf, nodesOf, signature } from './analysed.ts';

/** What the recordings' scenarios did, against the flows that come out. */

interface CallEvent extends RecordedEvent {
  readonly scen?: string;
  readonly enters?: string;
  readonly to?: string;
  readonly frm?: string;
}

interface RegisterEvent extends RecordedEvent {
  readonly node?: number;
  readonly contact?: string;
}

const results = new Map<string, Promise<Analysed>>();
afterAll(async () => {
  for (const result of results.values()) (await result).session.close();
});

/** Each capture is read once. */
function read(captures: readonly string[]): Promise<Analysed> {
  const key = captures.join(' ');
  const result = results.get(key) ?? analysed(captures);
  results.set(key, result);
  return result;
}

/** Kind and end of each scenario; a user that nobody registered is rejected, a registered one busy. */
function expected({ scen }: CallEvent, isRegistered: boolean): string {
  switch (scen) {
    case 'uac_cancel':
      return 'call CANCELLED';
    case 'uac_fail':
      return isRegistered ? 'call BUSY' : 'call REJECTED';
    case 'uac_message':
      return 'message COMPLETED';
    case 'uac_options':
      return 'options COMPLETED';
    default:
      return 'call COMPLETED';
  }
}

const CALLS = [
  '3.4/calls',
  '3.4/calls-shared-sockets',
  '3.2/calls-shared-sockets',
  '3.6/calls-shared-sockets',
  '3.4/ipv6',
  '3.4/two-clusters',
  '3.4/clock-offset',
  '3.4/tls12',
  '3.6/tls13',
];

for (const name of CALLS) {
  describe(name, () => {
    const { manifest } = recording(name);
    const events = manifest.events as readonly CallEvent[];
    const registrars = registrarsOf(manifest.events);
    const captures = bridgeOf(recording(name)).length > 0 ? bridgeOf : nodesOf;

    test('calls, messages and options are those that were made, with their ends', async () => {
      const { flows, analysis } = await read(captures(recording(name)));
      const made = events
        .filter(({ what }) => what === 'call')
        .map((event) => `${expected(event, registrars.has(event.to ?? ''))} ${event.frm} ${event.to}`);
      const parallel = events.map(({ what }) => /^(\d+) parallel calls to (\d+)/.exec(what) ?? []);
      for (const [, count, to] of parallel) {
        for (let call = 0; call < Number(count ?? 0); call++) made.push(`call COMPLETED any ${to}`);
      }
      const ends = flows
        .filter(({ kind, aors }) => ['call', 'message', 'options'].includes(kind) && !aors.includes('x'))
        .map((flow) => ({ flow, ...flow.summary(analysis.time) }))
        .map(({ flow, state, from, to }) => `${flow.kind} ${state} ${from} ${to}`);
      const sequential = made.filter((one) => !one.includes(' any '));
      expect(ends.slice(0, sequential.length)).toEqual(sequential);
      const rest = ends.slice(sequential.length).map((end) => end.replace(/ \d+ (\d+)$/, ' any $1'));
      expect(rest).toEqual(made.slice(sequential.length));
    });

    test('a request reaches a contact because of the node where the callee registered', async () => {
      const one = await read(captures(recording(name)));
      let explained = 0;
      for (const flow of one.flows)
        for (const origin of flow.origins) {
          explained++;
          expect(originNode(one, origin.cause)).toBe(String(registrars.get(targetUser(one, origin.request))));
          expect(one.session.timeOf(origin.request)).toBeGreaterThanOrEqual(origin.since);
        }
      expect(explained).toBeGreaterThan(5);
    });
  });
}

const REGISTRATIONS = [...CALLS, '3.4/register', '2.4/register', '3.1/register', '3.6/register'];

describe.each(REGISTRATIONS)('%s', (name) => {
  test('each registration that was made is one flow, with its packets and their causes', async () => {
    const one = await read(
      bridgeOf(recording(name)).length > 0 ? bridgeOf(recording(name)) : nodesOf(recording(name)),
    );
    const { flows, analysis, session } = one;
    const registrations = flows.filter(({ kind }) => kind === 'registration');
    for (const event of recording(name).manifest.events as readonly RegisterEvent[]) {
      if (event.what !== 'REGISTER') continue;
      for (const user of event.users ?? []) {
        const own = registrations.filter(
          (flow) => flow.aors.includes(user) && flow.summary(analysis.time).to.includes(`@${event.contact}`),
        );
        expect(own, `${user} at ${event.contact}`).toHaveLength(1);
        const [flow] = own as [Flow];
        expect(['REGISTERED', 'EXPIRED', 'REMOVED']).toContain(flow.summary(analysis.time).state);
        expect(flow.replication.length).toBeGreaterThan(0);
        expect([...flow.packetCauses()]).toHaveLength(flow.replication.length);
      }
    }
    const callIds = new Set<string>();
    for (const id of sipMessages(one)) {
      const sip = session.reader.sip(id);
      if (sip.method === 'REGISTER') callIds.add(sip.callId ?? '');
    }
    expect(registrations).toHaveLength(callIds.size);
  });
});

test('3.4/coalesce: registrations whose REGISTER was not captured, one copy on a slow link', async () => {
  const { flows } = await read(bridgeOf(recording('3.4/coalesce')));
  const packets = new Map<string, number>();
  for (const { kind, replication } of flows) {
    const row = `${kind} ${replication.length}`;
    packets.set(row, (packets.get(row) ?? 0) + 1);
  }
  expect([...packets]).toEqual([['registration 6', 600]]);
});

test('3.4/register: refresh, removal, removal by another device, expiry', async () => {
  const one = await read(bridgeOf(recording('3.4/register')));
  const of = (user: string) =>
    one.flows
      .filter(({ aors }) => aors.includes(user))
      .map((flow) => `${flow.summary(one.analysis.time).state} ${flow.messages.length}`);
  expect(of('1102')).toEqual(['REMOVED 6']);
  expect(of('1301')).toEqual(['REMOVED 2', 'REMOVED 2']);
  expect(of('1401')).toEqual(['REGISTERED 2', 'EXPIRED 2']);
});

test('3.4/all-capabilities: both legs of a B2BUA are one call, with the entities of both', async () => {
  const one = await read(bridgeOf(recording('3.4/all-capabilities')));
  const [call] = one.flows.filter(({ aors }) => aors.includes('9b2b1101'));
  expect(call?.callIds).toHaveLength(2);
  const names = new Set([...(call?.replication ?? [])].map((id) => one.session.reader.packet(id).name));
  expect(names).toEqual(new Set(['REPL_ENTITY_CREATE', 'REPL_ENTITY_ACK', 'REPL_ENTITY_DELETE']));
  for (const { packet, cause } of call?.packetCauses() ?? []) {
    const { name } = one.session.reader.packet(packet);
    const { method, status, cseq } = one.session.reader.sip(cause);
    const said = `${name} ${method ?? `${status} ${cseq?.method}`}`;
    expect(said).toMatch(/CREATE (?:200 INVITE|ACK)|ACK ACK|DELETE (?:200 )?BYE/);
  }
});

test('3.4/all-capabilities: carried SIP is in the call that it is of, caused by itself', async () => {
  const one = await read(bridgeOf(recording('3.4/all-capabilities')));
  let carried = 0;
  for (const flow of one.flows)
    for (const { packet, cause } of flow.packetCauses()) {
      const { capability, fields } = one.session.reader.packet(packet);
      if (capability !== 'tm-repl') continue;
      carried++;
      const startLine = Buffer.from(fields.message as Uint8Array)
        .toString('latin1')
        .split('\r\n', 1)[0];
      expect(one.session.reader.text(cause).split('\r\n', 1)[0]).toBe(startLine);
    }
  expect(carried).toBeGreaterThan(3);
});

const EVERYWHERE = [
  ...REGISTRATIONS,
  '3.4/sip-framing',
  '3.4/all-capabilities',
  '3.2/all-capabilities',
  '2.4/all-capabilities',
  '4.0/all-capabilities',
  '3.6/all-capabilities',
  '3.4/restart',
  '3.4/sync',
];

describe.each(EVERYWHERE)('%s', (name) => {
  test('each packet of usrloc and dialog is in one flow, with a cause that fits', async () => {
    const { captures } = recording(name);
    const chosen = bridgeOf(recording(name));
    const one = await read(chosen.length > 0 ? chosen : captures.slice(0, 1));
    const places = new Map<MessageId, number>();
    for (const flow of one.flows) {
      for (const id of flow.replication) places.set(id, (places.get(id) ?? 0) + 1);
      for (const { packet, cause } of flow.packetCauses()) expectFits(one, packet, cause);
    }
    const misplaced = [...packets(one)]
      .filter((id) => places.get(id) !== 1)
      .map((id) => one.session.reader.packet(id))
      .filter(({ capability }) => ['usrloc-contact-repl', 'dialog-dlg-repl'].includes(capability))
      .filter(({ name: packet }) => packet !== 'DLG_SHARING_TAG_ACTIVE');
    expect(misplaced).toEqual([]);
  });
});

const SEEN_TWICE = ['3.4/calls', '3.4/calls-shared-sockets', '3.4/register', '3.4/ipv6', '3.4/two-clusters'];

describe.each(SEEN_TWICE)('%s', (name) => {
  test('the flows of the bridge are those of all nodes, in whatever order the files come', async () => {
    const bridge = await read(bridgeOf(recording(name)));
    const nodes = await read(nodesOf(recording(name)));
    const reversed = await read([...nodesOf(recording(name))].reverse());
    const all = (one: Analysed) => one.flows.map((flow) => signature(one, flow));
    expect(all(nodes)).toEqual(all(bridge));
    expect(all(reversed)).toEqual(all(nodes));
    expect(reversed.flows.map(({ id, start }) => `${id} ${start}`)).toEqual(
      nodes.flows.map(({ id, start }) => `${id} ${start}`),
    );
  });
});

/** By user, the node that took the last REGISTER before the calls. */
function registrarsOf(events: readonly RegisterEvent[]): ReadonlyMap<string, number> {
  const registrars = new Map<string, number>();
  for (const { what, users = [], node } of events) {
    if (what === 'REGISTER' && node !== undefined) for (const user of users) registrars.set(user, node);
  }
  return registrars;
}

/** Of a packet its originator, of a REGISTER the node that took it. */
function originNode({ session }: Analysed, cause: MessageId): string {
  const { index, endpoints, nodes } = session.tables;
  if (index.protocol(cause) === Protocol.Bin) return String(session.reader.packet(cause).source);
  return String(nodes.nodeOf(endpoints.addressOf(index.receiver(cause))));
}

function targetUser({ session }: Analysed, request: MessageId): string {
  return /^sips?:([^@]+)@/.exec(session.reader.sip(request).uri ?? '')?.[1] ?? '';
}

function* messages({ session }: Analysed, protocol: Protocol): Generator<MessageId> {
  const { index } = session.tables;
  for (let id = 0 as MessageId; id < index.size; id++) if (index.protocol(id) === protocol) yield id;
}

const sipMessages = (one: Analysed) => messages(one, Protocol.Sip);
const packets = (one: Analysed) => messages(one, Protocol.Bin);

/** The cause is a message of the originator's, before the packet, and about the same. */
function expectFits(one: Analysed, packet: MessageId, cause: MessageId): void {
  const { session } = one;
  const { index, endpoints, nodes } = session.tables;
  const { capability, name, fields, source } = session.reader.packet(packet);
  const sip = session.reader.sip(cause);
  expect(session.timeOf(cause)).toBeLessThanOrEqual(session.timeOf(packet));
  const ends = [index.sender(cause), index.receiver(cause)].map((end) =>
    nodes.nodeOf(endpoints.addressOf(end)),
  );
  // Addresses that nodes share are of nobody.
  if (ends.some((end) => end !== undefined)) expect(ends).toContain(source);
  if (capability === 'usrloc-contact-repl') {
    expect(sip.method).toBe('REGISTER');
    expect(sip.to?.uri).toMatch(new RegExp(`^sips?:${textOf(fields, 'aor')?.split('@')[0]}@`));
    if (name === 'REPL_UCONTACT_INSERT' || name === 'REPL_UCONTACT_UPDATE') {
      expect([sip.callId, sip.cseq?.number]).toEqual([fields.callid, fields.cseq]);
    }
  }
  if (capability === 'dialog-dlg-repl') {
    expect(sip.callId).toBe(fields.callid);
    if (name === 'REPLICATION_DLG_CREATED') expect([sip.status, sip.cseq?.method]).toEqual([200, 'INVITE']);
    if (name === 'REPLICATION_DLG_DELETED') expect(sip.method).toBe('BYE');
    if (name === 'REPLICATION_DLG_UPDATED') {
      expect(sip.method ?? `${sip.status} ${sip.cseq?.method}`).toMatch(/^(?:ACK|INVITE|200 INVITE)$/);
    }
  }
}

describe.each(SEEN_TWICE)('%s', (name) => {
  test('the capture of one node has the same flows, as far as it saw them', async () => {
    const full = await read(bridgeOf(recording(name)));
    for (const capture of nodesOf(recording(name))) {
      const part = await read([capture]);
      for (const flow of part.flows) {
        const whole = full.flows.filter(({ callIds }) => callIds.includes(flow.callIds[0] ?? ''))[0];
        const { state } = flow.summary(part.analysis.time);
        const known = [flow.kind, flow.callIds, flow.aors, state];
        expect(known).toEqual([
          whole?.kind,
          whole?.callIds,
          whole?.aors,
          whole?.summary(part.analysis.time).state,
        ]);
      }
    }
  });
});
