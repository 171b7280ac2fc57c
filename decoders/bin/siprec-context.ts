import { group, i32, text, timeBlob, u32, uuid } from '../fields/declare.ts';
import type { AnyField } from '../fields/field.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { named, unixTime } from './meanings.ts';
import { releases } from './releases.ts';

/**
 * siprec: recording sessions of a call, in the dialog value `siprecX_ctx` (spec bin-capabilities 5.5). Before
 * version 4, there is exactly one session.
 */
const participant = group('participant', 'one party of the recorded call', [
  i32('kind', 'how it is described')
    .must({ min: 0, max: 1 })
    .means(named({ 0: 'xml', 1: 'nameaddr' })),
  text('xml', 'description').whenIs('kind', 0),
  text('aor', 'address').whenIs('kind', 1),
  text('name', 'display name').whenIs('kind', 1),
  uuid('uuid', 'id of the participant'),
  timeBlob('ts', 'start').in('0b', '2a', '2b', '4').means(unixTime()),
  i32('streams_no', 'streams that follow').must({ min: 0, max: 1024 }),
  group('stream', 'one stream', [
    i32('label', 'label'),
    i32('medianum', 'number of the media line'),
    uuid('uuid', 'id of the stream'),
    text('body', 'description').in('0a', '0b'),
  ]).times('streams_no'),
]);

const session = group('session', 'one recording session', [
  timeBlob('ts', 'start').means(unixTime()),
  text('instance', 'instance').in('4'),
  i32('version', 'version of the SDP'),
  text('rtpproxy', 'media proxy').in('0a', '0b'),
  u32('flags', 'flags').in('2a', '2b', '4'),
  text('media', 'media address'),
  text('srs_uri', 'recording server'),
  text('group', 'group'),
  text('group_custom_extension', 'extension').in('2b', '4'),
  text('session_custom_extension', 'extension').in('2b', '4'),
  text('socket', 'listener used towards the recording server'),
  uuid('uuid', 'id of the session'),
  text('b2b_key', 'b2b entity towards the recording server'),
  text('b2b_fromtag', 'From tag towards the recording server'),
  text('b2b_totag', 'To tag towards the recording server'),
  text('b2b_callid', 'Call-ID towards the recording server'),
  i32('participants_no', 'participants that follow').must({ min: 0, max: 1024 }),
  participant.times('participants_no'),
]);

const context: readonly AnyField[] = [
  i32('sessions_no', 'sessions that follow').must({ min: 0, max: 1024 }).in('4'),
  session.in('4').times('sessions_no'),
  session.in('0a', '0b', '2a', '2b').times(1),
];

export const siprecContext: CapabilitySpec = {
  name: 'siprec',
  module: 'siprec',
  spec: 'bin-capabilities 5.5',
  note: 'recording sessions of a call, inside a dialog value',
  nodeIds: 'none',
  layouts: [
    layout('0a', 0, releases('2.4', '3.0')),
    layout('0b', 0, releases('3.1-3.2')),
    layout('2a', 2, releases('3.3-3.4')),
    layout('2b', 2, releases('3.5')),
    layout('4', 4, releases('3.6+')),
  ],
  packets: [packet(0, 'siprec', 'recording sessions', context)],
};
