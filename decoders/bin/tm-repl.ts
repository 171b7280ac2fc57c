import { i32, ipAddress, opaque, text, u32 } from '../fields/declare.ts';
import { Role } from '../fields/field.ts';
import { dissectSip } from '../sip/dissect-sip.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { named } from './meanings.ts';
import { ANY_RELEASE } from './releases.ts';

/**
 * tm-repl: with anycast listeners, SIP messages forwarded to the node that has the transaction (spec
 * bin-capabilities 5.3).
 */
const TRANSPORTS = named({ 1: 'udp', 2: 'tcp', 3: 'tls', 4: 'sctp', 5: 'ws', 6: 'wss', 7: 'ipsec' });

const message = [
  i32('proto', 'transport of the message').means(TRANSPORTS),
  text('dst_host', 'listener address, or its tag'),
  i32('dst_port', 'listener port; 0 where dst_host is a tag'),
  ipAddress('src_ip', 'network source of the message'),
  i32('src_port', 'network source of the message'),
  opaque('message', 'the complete SIP message and one NUL')
    .is(Role.SipMessage)
    .reads((bytes, from, to) => dissectSip(bytes, from, bytes[to - 1] === 0 ? to - 1 : to)),
] as const;

const cancel = [
  ...message,
  i32('via_branch_off', 'offset of the top Via branch inside message; 0 = none'),
  i32('via_branch_len', 'its length').whenNot('via_branch_off', 0),
  i32('via_host_off', 'offset of the top Via host; 0 = none'),
  i32('via_host_len', 'its length').whenNot('via_host_off', 0),
  i32('via_transport_off', 'offset of the top Via transport; 0 = none'),
  i32('via_transport_len', 'its length').whenNot('via_transport_off', 0),
  i32('via_port', 'top Via port'),
  text('cancel_reason', 'Reason header to use when cancelling; empty = none'),
  u32('hash_index', 'transaction hash'),
] as const;

export const tmRepl: CapabilitySpec = {
  name: CapabilityName.Transactions,
  module: 'tm',
  spec: 'bin-capabilities 5.3',
  note: 'SIP messages handed to the node that has their transaction (anycast)',
  nodeIds: 'trailer',
  layouts: [layout('0', 0, ANY_RELEASE)],
  packets: [
    packet(1, 'TM_CLUSTER_REPLY', 'a reply whose top Via names another node', message, {
      about: ['message'],
    }),
    packet(2, 'TM_CLUSTER_REQUEST', 'an ACK or CANCEL that matches no local transaction', message, {
      about: ['message'],
    }),
    packet(3, 'TM_CLUSTER_AUTO_CANCEL', 'a CANCEL that matches no local transaction', cancel, {
      about: ['message'],
    }),
  ],
};
