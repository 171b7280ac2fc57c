import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { jsonOf, RECORDINGS } from './run-program.ts';

type Check = (value: unknown) => boolean;
const matching =
  (form: RegExp): Check =>
  (value) =>
    typeof value === 'string' && form.test(value);
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const string = matching(/^/);
const time = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const each =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const object =
  (properties: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' && value !== null && wrong(properties, value).length === 0;
const text: Check = (value) => string(value) || object({ hex: matching(/^[0-9a-f]*$/) })(value);
const party = object({ uri: text, tag: optional(text) });
const endpoint = object({ ip: string, port: count, node: optional(count) });

/** What scripts rely on in each line of `packets --json`; there may be more properties. */
const MESSAGE = {
  v: (value: unknown) => value === 1,
  no: count,
  time,
  frames: each(object({ capture: string, no: count })),
  observed: each(object({ capture: string, time })),
  src: endpoint,
  dst: endpoint,
  transport: matching(/^(udp|tcp|tls|wss?|sctp)$/),
  protocol: matching(/^(sip|bin)$/),
  flow: optional(matching(/^f\d+$/)),
  aors: each(text),
  callIds: each(text),
};
const BIN = {
  capability: text,
  type: count,
  name: optional(string),
  version: count,
  length: count,
  cluster: optional(count),
  source: optional(count),
  destination: optional(count),
  status: matching(/^(decoded|partial|unknown|malformed)$/),
  fields: object({}),
};
const SIP = {
  callId: text,
  cseq: object({ number: count, method: text }),
  from: party,
  to: party,
  contacts: each(text),
};
const REQUEST = { ...SIP, method: text, uri: text };
const RESPONSE = { ...SIP, status: count, reason: text };

function wrong(properties: Readonly<Record<string, Check>>, value: object): readonly string[] {
  return Object.entries(properties)
    .filter(([name, check]) => !check((value as Record<string, unknown>)[name]))
    .map(([name]) => name);
}

/** Names of the properties of a message that are not as they have to be. */
function mistakes(message: ReturnType<typeof JSON.parse>): readonly string[] {
  const { sip = {}, bin = {} } = message;
  if (message.protocol === 'bin') return [...wrong(MESSAGE, message), ...wrong(BIN, bin)];
  return [...wrong(MESSAGE, message), ...wrong(sip.kind === 'request' ? REQUEST : RESPONSE, sip)];
}

test.each(['2.4/register', '3.4/ipv6', '3.4/sip-framing', '4.0/cluster-bridge', 'mixed/mixed-3.4-3.6'])(
  'every line of %s has the shape that scripts rely on',
  async (name) => {
    const folder = `${RECORDINGS}/${name}`;
    const captures = readdirSync(folder).filter((file) => /^node\d\.pcap/.test(file));
    const messages = await jsonOf('packets', '-A', ...captures.map((file) => `${folder}/${file}`));
    expect(messages.length).toBeGreaterThan(60);
    expect(messages.filter((message) => mistakes(message).length > 0)).toEqual([]);
    expect(messages.map(({ no }) => no)).toEqual(messages.map((_, at) => at + 1));
  },
);

interface FlowLine {
  readonly flow: string;
  readonly messages: readonly number[];
  readonly replication: readonly number[];
}

test('messages name the flow that names them', async () => {
  const capture = `${RECORDINGS}/3.4/calls-shared-sockets/bridge.pcap.gz`;
  const flows: readonly FlowLine[] = await jsonOf('flows', capture);
  const wanted = flows.flatMap(({ flow, messages, replication }) =>
    [...messages, ...replication].map((no) => `${no} ${flow}`),
  );
  const messages = await jsonOf('packets', capture);
  const named = messages.filter(({ flow }) => flow !== undefined).map(({ no, flow }) => `${no} ${flow}`);
  expect(named.length).toBeGreaterThan(100);
  expect(named.sort()).toEqual(wanted.sort());
});

test('the check above finds what is wrong', () => {
  const message = { v: 1, no: 1, time: '2026-01-02T03:04:05Z', frames: [{ capture: 1 }], protocol: 'bin' };
  expect(mistakes({ ...message, bin: { status: 'fine', type: -1 } })).toEqual(
    expect.arrayContaining(['time', 'frames', 'observed', 'src', 'capability', 'type', 'status', 'fields']),
  );
});
