import { group, i32, text, u32 } from '../fields/declare.ts';
import type { AnyField, StorageVariant } from '../fields/field.ts';
import { named, seconds, unixTime } from './meanings.ts';

/**
 * What the module that owns a b2b entity adds to its packets (spec bin-capabilities 5.4). Its layout depends
 * on the sender's release, and no version number tells which: where the packet's own layout does not settle
 * it either, the variants are tried in order, and the one that fits exactly is taken.
 */
type Event = 'CREATE' | 'UPDATE' | 'ACK' | 'DELETE';

/** The variants of all owners for one event. */
export function storagesFor(event: Event): readonly StorageVariant[] {
  return [
    { owner: 'b2b_logic', members: logic[event] },
    ...mediaExchange[event].map((members) => ({ owner: 'media_exchange', members })),
    ...demuxServer[event].map((members) => ({ owner: 'b2b_sdp_demux_server', members })),
    ...demuxClient[event].map((members) => ({ owner: 'b2b_sdp_demux_client', members })),
  ];
}

const NEW_TUPLE = 1;

const tuple = [
  i32('repl_type', 'what is said of the tuple')
    .must({ min: 0, max: 3 })
    .means(
      named({
        0: 'REPL_TUPLE_NO_INFO',
        [NEW_TUPLE]: 'REPL_TUPLE_NEW',
        2: 'REPL_TUPLE_UPDATE',
        3: 'STORAGE_ONLY_VALS',
      }),
    ),
  text('scenario_id', '"top hiding"; empty for an internal scenario').whenIs('repl_type', NEW_TUPLE),
  text('scenario_param', 'parameter of the scenario').in('1a').whenIs('repl_type', NEW_TUPLE).times(5),
  text('tuple_sdp', 'SDP').in('1a', '1b').whenIs('repl_type', NEW_TUPLE),
  text('extra_headers', 'headers to add').whenIs('repl_type', NEW_TUPLE),
  i32('state', 'state of the tuple').whenNot('repl_type', 0),
  i32('next_scenario_state', 'next state of the scenario').in('1a').whenNot('repl_type', 0),
  i32('lifetime', 'remaining lifetime; 0 = unlimited')
    .whenNot('repl_type', 0)
    .means(seconds({ 0: 'unlimited' })),
  group('context_values', 'values of the context', [
    i32('vals_no', 'values that follow').must({ min: 0 }),
    group('val', 'one value', [text('name', 'name'), text('value', 'value')]).times('vals_no'),
  ]).whenNot('repl_type', 0),
] as const;

const times = [
  u32('ent_start_time', 'start').means(unixTime()),
  i32('ent_setup_time', 'set-up time').means(seconds()),
  i32('ent_call_time', 'call time').means(seconds()),
  i32('ent_no', 'place in the bridge, 0 or 1'),
] as const;

const logic: Readonly<Record<Event, readonly AnyField[]>> = {
  CREATE: [
    ...tuple,
    text('ent_scenario_id', 'scenario'),
    text('ent_to_uri', 'To URI').uri(),
    text('ent_proxy', 'outbound proxy').in('1b', '1c'),
    text('ent_from_uri', 'From URI').uri(),
    text('ent_from_dname', 'From display name'),
    text('ent_hdrs', 'headers'),
    text('ent_in_sdp', 'SDP received').in('1c'),
    text('ent_callid', 'Call-ID').callId(),
    text('ent_from_tag', 'From tag'),
    text('ent_to_tag', 'To tag'),
    text('ent_out_sdp', 'SDP sent').in('1c'),
    ...times,
  ],
  UPDATE: [...tuple, text('ent_out_sdp', 'SDP sent').in('1c'), ...times],
  ACK: tuple,
  DELETE: tuple,
};

const FORK = 0;

const mediaSession = [
  text('dlg_callid', 'Call-ID of the dialog that the media session belongs to').callId(),
  i32('leg', 'leg of the dialog'),
] as const;

const sessionType = i32('session_type', 'what the session does')
  .must({ min: 0, max: 1 })
  .means(named({ [FORK]: 'fork', 1: 'exchange' }));

const instance = text('instance', 'instance of the fork');

const forkState = [
  u32('fork_flags', 'flags of the fork'),
  u32('fork_streams', 'streams that are forked'),
  u32('fork_paused', 'streams that are paused'),
] as const;

const forkMedia = [
  i32('fork_medianum', 'media line of the fork'),
  i32('state', 'state'),
  text('ip', 'media address'),
  text('port', 'media port'),
] as const;

const onlyForks = <Fields extends readonly { whenIs(field: string, value: number): AnyField }[]>(
  fields: Fields,
) => fields.map((field) => field.whenIs('session_type', FORK));

const created = [...mediaSession, sessionType, i32('nohold', 'do not put on hold')] as const;

/** Newest releases first; an exchange has the same layout in all of them. */
const mediaExchange: Readonly<Record<Event, readonly (readonly AnyField[])[]>> = {
  CREATE: [
    [...created, ...onlyForks([...forkState, instance])],
    [...created, ...onlyForks(forkState)],
    [
      ...created,
      i32('forks_no', 'forks that follow').must({ min: 0 }).whenIs('session_type', FORK),
      group('fork', 'one fork', [
        i32('dlg_leg', 'leg of the dialog'),
        i32('medianum', 'media line'),
        ...forkMedia,
      ])
        .whenIs('session_type', FORK)
        .times('forks_no'),
    ],
  ],
  UPDATE: forkChanges(),
  ACK: forkChanges(),
  DELETE: [[...mediaSession, sessionType, instance.whenIs('session_type', FORK)], [...mediaSession]],
};

function forkChanges(): readonly (readonly AnyField[])[] {
  return [
    [...mediaSession],
    [...mediaSession, instance, ...forkState],
    [...mediaSession, ...forkState],
    [
      ...mediaSession,
      i32('forks_no', 'forks that follow').must({ min: 0 }),
      group('fork', 'one fork', forkMedia).times('forks_no'),
    ],
  ];
}

const demuxStream = [
  i32('index', 'index of the stream'),
  i32('client_index', 'index at the client'),
  text('disabled_body', 'media section while disabled'),
  i32('label_len', 'length of the label'),
  i32('label_offset', 'offset of the label inside disabled_body').whenNot('label_len', 0),
  text('body', 'media section'),
] as const;

const demuxServer: Readonly<Record<Event, readonly (readonly AnyField[])[]>> = {
  CREATE: [
    [
      text('callid', 'Call-ID').callId(),
      i32('clients_no', 'clients that follow').must({ min: 0 }),
      i32('sess_id', 'SDP session id, cut to 32 bits'),
      text('sess_ip', 'SDP session address'),
      group('client', 'one client', [
        u32('flags', 'flags'),
        text('b2b_key', 'b2b entity of the client'),
        text('hdrs', 'headers'),
        text('body', 'body'),
        i32('streams_no', 'streams that follow').must({ min: 0 }),
        group('stream', 'one stream', demuxStream).times('streams_no'),
      ]).times('clients_no'),
      i32('disabled_streams_no', 'streams that follow').must({ min: 0 }),
      group('disabled_stream', 'one disabled stream', demuxStream).times('disabled_streams_no'),
    ],
  ],
  UPDATE: [],
  ACK: [],
  DELETE: [],
};

const clientUpdate = [
  u32('flags', 'flags'),
  text('body', 'body'),
  i32('streams_no', 'streams that follow').must({ min: 0 }),
  group('stream', 'one stream', [i32('index', 'index of the stream'), text('body', 'media section')]).times(
    'streams_no',
  ),
] as const;

const demuxClient: Readonly<Record<Event, readonly (readonly AnyField[])[]>> = {
  CREATE: [[text('server_b2b_key', 'b2b entity of the server')]],
  UPDATE: [clientUpdate],
  ACK: [clientUpdate],
  DELETE: [],
};
