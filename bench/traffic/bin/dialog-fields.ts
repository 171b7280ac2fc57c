import type { Fields } from '../../../decoders/fields/decode.ts';
import { nodeEndpoint } from '../population.ts';
import type { Call } from '../sip/call.ts';
import { dotted } from '../wire/packet-writer.ts';
import { unixTime } from '../world.ts';

export const CONFIRMED_NA = 3;
export const CONFIRMED = 4;
const LIFETIME = 12 * 3600;
/** ISINIT, and Re-INVITE pinging engaged on both legs. */
const FLAGS = 24_592;

export function sharingTag(node: number): string {
  return `vip${node + 1}`;
}

/** The values of a dialog by name (spec bin-capabilities 5.1.1). */
export function dialogFields(call: Call, state: number, typed: boolean): Fields {
  const node = call.nodes[0] ?? 0;
  const socket = `udp:${dotted(nodeEndpoint(node).address)}:5060`;
  const started = unixTime(call.answeredAt);
  return {
    callid: call.callId,
    from_tag: call.fromTag,
    to_tag: call.toTag,
    from_uri: call.from,
    to_uri: call.dialled,
    h_id: call.hashId,
    start_ts: started,
    state,
    caller_sock: socket,
    callee_sock: socket,
    caller_cseq: '0',
    callee_cseq: `${101 + call.holds}`,
    caller_route_set: '',
    callee_route_set: routeSet(call),
    caller_contact: call.caller.contact,
    callee_contact: call.callee.contact,
    mangled_from_uri: '',
    mangled_to_uri: '',
    caller_adv_sdp: call.callerSdp(true),
    callee_adv_sdp: call.calleeSdp(true),
    caller_in_sdp: call.callerSdp(false),
    caller_out_sdp: call.callerSdp(true),
    callee_in_sdp: call.calleeSdp(call.nodes.length > 1),
    callee_out_sdp: call.calleeSdp(true),
    caller_adv_contact: '',
    callee_adv_contact: '',
    vars: pairs(typed, [
      ['dlgX_shtag', sharingTag(node)],
      ['caller', call.caller.user],
      ['started', `${started}`],
    ]),
    profiles: pairs(typed, [['caller/b', call.caller.user]]),
    user_flags: 0,
    mod_flags: 0,
    flags: FLAGS,
    options_ping_interval: 30,
    reinvite_ping_interval: 300,
    timeout: started + LIFETIME,
    caller_last_gen_cseq: 0,
    callee_last_gen_cseq: 0,
    rt_on_answer: '',
    rt_on_timeout: '',
    rt_on_hangup: '',
  };
}

export function dialogEnd(call: Call): Fields {
  return { callid: call.callId, from_tag: call.fromTag, to_tag: call.toTag, h_id: call.hashId };
}

export function dialogCseq(call: Call): Fields {
  return {
    callid: call.callId,
    other_tag: call.fromTag,
    leg_tag: call.toTag,
    h_id: call.hashId,
    last_gen_cseq: 101 + call.holds,
  };
}

export function dialogValue(call: Call, name: string, value: string): Fields {
  return { callid: call.callId, h_id: call.hashId, name, value_type: 1, value };
}

/** The second node, where there is one. */
function routeSet(call: Call): string {
  const second = call.nodes[1];
  if (second === undefined) return '';
  return `<sip:${dotted(nodeEndpoint(second).address)};lr;ftag=${call.fromTag}>`;
}

/** Values of text (spec bin-capabilities 5.1.3). */
function pairs(typed: boolean, values: readonly (readonly [name: string, value: string])[]): string {
  return values.map(([name, value]) => `${name}${typed ? '#1' : ''}#${escaped(value)}|`).join('');
}

function escaped(value: string): string {
  return value.replaceAll(/[|#\\]/g, '\\$&');
}
