import { group, i32, text, timeBlob, u32 } from '../fields/declare.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { unixTime } from './meanings.ts';
import { releases } from './releases.ts';

/**
 * rtp_relay_ctx: the media context of a call, in the dialog value `_rtp_relay_ctx_` (spec bin-capabilities
 * 5.5). Its fields depend on the media proxy, rtpengine or rtpproxy, each of which is a layout.
 */
const FROM_3_3 = ['4-rtpengine', '4-rtpproxy'];

const relayLeg = group('leg', 'caller, then callee', [
  i32('index', 'index of the leg'),
  u32('state', 'state of the leg'),
  text('tag', 'tag of the leg'),
  text('flag_value', 'self, peer, ip, type, interface, body, delete').times(7),
]);

const streams = group('streams', 'caller, then callee', [
  i32('streams_no', 'streams that follow'),
  group('stream', 'one stream', [
    i32('port', 'port'),
    i32('index', 'index'),
    i32('flags', 'flags'),
    i32('medianum', 'number of the media line'),
  ]).times('streams_no'),
]);

const copy = group('copy', 'one copy of the media', [
  text('copy_id', 'name of the copy'),
  text('subscription_tag', 'To tag of the subscription; empty = none').in('4-rtpengine'),
  timeBlob('ts', 'creation').in('4-rtpproxy').means(unixTime()),
  text('media_ip', 'media address').in('4-rtpproxy'),
  i32('flags', 'flags').in('4-rtpproxy'),
  i32('version', 'SDP version').in('4-rtpproxy'),
  i32('max_index', 'highest index').in('4-rtpproxy'),
  i32('streams_mask', 'streams that are copied').in('4-rtpproxy'),
  streams.in('4-rtpproxy').times(2),
]);

export const rtpRelayContext: CapabilitySpec = {
  name: 'rtp_relay_ctx',
  module: 'rtp_relay',
  spec: 'bin-capabilities 5.5',
  note: 'media context of a call, inside a dialog value',
  nodeIds: 'none',
  layouts: [
    layout('1', 1, releases('3.2')),
    layout('4-rtpengine', 4, releases('3.3+')),
    layout('4-rtpproxy', 4, releases('3.3+')),
  ],
  packets: [
    packet(0, 'rtp_relay_ctx', 'media context', [
      text('relay', 'rtpproxy or rtpengine'),
      u32('ctx_state', 'state of the context').in(...FROM_3_3),
      i32('sess_index', 'index of the session'),
      u32('sess_state', 'state of the session'),
      i32('set', 'set of media proxies'),
      text('node', 'media proxy'),
      text('flag_value_v1', 'offer, then answer: self, peer, ip, type, interface').in('1').times(10),
      relayLeg.in(...FROM_3_3).times(2),
      i32('copies_no', 'copies that follow').in(...FROM_3_3),
      copy.in(...FROM_3_3).times('copies_no'),
      text('callid', 'Call-ID').in(...FROM_3_3),
      text('from_tag', 'From tag').in(...FROM_3_3),
      text('to_tag', 'To tag').in(...FROM_3_3),
      text('flags', 'flags').in(...FROM_3_3),
      text('delete', 'delete flags').in(...FROM_3_3),
    ]),
  ],
};
