import { i32, text, u32 } from '../fields/declare.ts';
import type { AnyField } from '../fields/field.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import {
  readTypedProfiles,
  readTypedValues,
  readUntypedProfiles,
  readUntypedValues,
  typedPairs,
  untypedPairs,
} from './dialog-values.ts';
import { bits, named, seconds, unixTime } from './meanings.ts';
import { readDialogValue } from './nested-buffers.ts';
import { releases } from './releases.ts';

/**
 * dialog-dlg-repl: dialogs (spec bin-capabilities 5.1). Types 4 and 5 mean something else in 2.4 than later.
 * 4a and 4b have the same fields, but a different grammar of dialog values.
 */
const DIALOG = ['callid', 'from_uri', 'to_uri', 'state'];
const FROM_3_0 = ['1c', '2a', '2b', '3', '4a', '4b', '5'];
const FROM_3_1 = ['2b', '3', '4a', '4b', '5'];
const UNTYPED = ['1a', '1b', '1c', '2a', '2b', '3', '4a'];
const TYPED = ['4b', '5'];

const DIALOG_STATES: Readonly<Record<number, string>> = {
  1: 'UNCONFIRMED',
  2: 'EARLY',
  3: 'CONFIRMED_NA',
  4: 'CONFIRMED',
  5: 'DELETED',
};

const FLAGS = bits({
  0: 'NEW',
  1: 'CHANGED',
  2: 'HASBYE',
  3: 'BYEONTIMEOUT',
  4: 'ISINIT',
  5: 'PING_CALLER',
  6: 'PING_CALLEE',
  7: 'FROM_DB',
  8: 'VP_CHANGED',
  9: 'DB_DELETED',
  10: 'CSEQ_ENFORCE',
  11: 'REINVITE_PING_CALLER',
  12: 'REINVITE_PING_CALLEE',
  13: 'REINVITE_PING_ENGAGED_REQ',
  14: 'REINVITE_PING_ENGAGED_REPL',
  15: 'END_ON_RACE_CONDITION',
  16: 'WAS_CANCELLED',
  17: 'RACE_CONDITION_OCCURRED',
  18: 'SELF_EXTENDED_TIMEOUT',
  19: 'SYNCED',
  20: 'AUTOPRACK',
});

const hashId = u32('h_id', 'dialog id inside its hash bucket; with the hash of the Call-ID it makes the did');

const dialog = [
  text('callid', 'Call-ID of the INVITE').callId(),
  text('from_tag', "caller's tag"),
  text('to_tag', "callee's tag, of the confirmed leg"),
  text('from_uri', 'From URI').fromUri(),
  text('to_uri', 'To URI').toUri(),
  hashId,
  u32('start_ts', 'when the dialog was confirmed').means(unixTime({ 0: 'not confirmed' })),
  u32('state', 'state of the dialog').means(named(DIALOG_STATES)),
  text('caller_sock', 'listener towards the caller, or its tag'),
  text('callee_sock', 'listener towards the callee, or its tag'),
  text('caller_cseq', 'CSeq of the last request sent towards the caller; "0" until there is one'),
  text('callee_cseq', 'CSeq of the last request sent towards the callee'),
  text('caller_route_set', 'route set towards the caller'),
  text('callee_route_set', 'route set towards the callee'),
  text('caller_contact', 'remote target of the caller').uri(),
  text('callee_contact', 'remote target of the callee').uri(),
  text('mangled_from_uri', 'From URI shown to the callee, if changed'),
  text('mangled_to_uri', 'To URI shown to the callee, if changed'),
  text('caller_adv_sdp', 'SDP advertised to the caller').in('1b'),
  text('callee_adv_sdp', 'SDP advertised to the callee').in('1b'),
  text('caller_in_sdp', 'SDP received from the caller').in(...FROM_3_0),
  text('caller_out_sdp', 'SDP sent on behalf of the caller').in(...FROM_3_0),
  text('callee_in_sdp', 'SDP received from the callee').in(...FROM_3_0),
  text('callee_out_sdp', 'SDP sent on behalf of the callee').in(...FROM_3_0),
  text('caller_adv_contact', 'Contact advertised on the caller leg').in(...FROM_3_0),
  text('callee_adv_contact', 'Contact advertised on the callee leg').in(...FROM_3_0),
  text('vars', 'dialog values')
    .in(...UNTYPED)
    .spelled(untypedPairs)
    .reads(readUntypedValues),
  text('vars', 'dialog values')
    .in(...TYPED)
    .spelled(typedPairs)
    .reads(readTypedValues),
  text('profiles', 'profile memberships')
    .in(...UNTYPED)
    .spelled(untypedPairs)
    .reads(readUntypedProfiles),
  text('profiles', 'profile memberships')
    .in(...TYPED)
    .spelled(typedPairs)
    .reads(readTypedProfiles),
  u32('user_flags', 'flags set by the script').means(bits({})),
  u32('mod_flags', 'flags set by modules').means(bits({})),
  u32('flags', 'flags of the dialog module').means(FLAGS),
  u32('options_ping_interval', 'OPTIONS pinging').from(5).means(seconds()),
  u32('reinvite_ping_interval', 'Re-INVITE pinging').from(5).means(seconds()),
  u32('timeout', 'when the dialog ends').means(unixTime()),
  u32('caller_last_gen_cseq', 'last CSeq that OpenSIPS made towards the caller, 0 = none'),
  u32('callee_last_gen_cseq', 'last CSeq that OpenSIPS made towards the callee, 0 = none'),
  text('rt_on_answer', 'route to run on answer').in(...FROM_3_1),
  text('rt_on_timeout', 'route to run on timeout').in(...FROM_3_1),
  text('rt_on_hangup', 'route to run on hangup').in(...FROM_3_1),
] as const;

const deleted = [
  text('callid', 'Call-ID').callId(),
  text('from_tag', "caller's tag"),
  text('to_tag', "callee's tag"),
  hashId.from(4),
] as const;

const cseq = [
  text('callid', 'Call-ID').callId(),
  text('other_tag', 'tag of the other leg'),
  text('leg_tag', 'tag of the leg whose CSeq moved'),
  hashId.from(4),
  u32('last_gen_cseq', 'last CSeq that OpenSIPS made on the leg'),
] as const;

const VALUE_TEXT = 1;
const VALUE_INTEGER = 2;

const value = [
  text('callid', 'Call-ID').callId(),
  hashId,
  text('name', 'name of the value'),
  i32('value_type', 'what follows')
    .must({ min: 0, max: 2 })
    .means(named({ 0: 'none: the value is deleted', [VALUE_TEXT]: 'text', [VALUE_INTEGER]: 'integer' })),
  text('value', 'the value').whenIs('value_type', VALUE_TEXT).reads(readDialogValue),
  i32('value', 'the value').whenIs('value_type', VALUE_INTEGER),
] as const;

const sharingTag: readonly AnyField[] = [text('tag_name', 'sharing tag that the sender just made active')];

export const dialogDlgRepl: CapabilitySpec = {
  name: CapabilityName.Dialogs,
  module: 'dialog',
  spec: 'bin-capabilities 5.1',
  note: 'dialogs: created, updated, deleted, their CSeqs and values',
  nodeIds: 'trailer',
  layouts: [
    layout('1a', 1, releases('2.4.0-2.4.4')),
    layout('1b', 1, releases('2.4.5-2.4')),
    layout('1c', 1, releases('3.0.0')),
    layout('2a', 2, releases('3.0.1-3.0')),
    layout('2b', 2, releases('3.1.0-3.1.3', '3.2.0')),
    layout('3', 3, releases('3.1.4-3.1.5', '3.2.1-3.2.2')),
    layout('4a', 4, releases('3.1.6-3.1', '3.2.3-3.3')),
    layout('4b', 4, releases('3.4-4.0')),
    layout('5', 5, releases('master')),
  ],
  packets: [
    packet(1, 'REPLICATION_DLG_CREATED', 'the INVITE was answered', dialog, { about: DIALOG }),
    packet(2, 'REPLICATION_DLG_UPDATED', 'the dialog changed, or was confirmed by the ACK', dialog, {
      about: DIALOG,
    }),
    packet(3, 'REPLICATION_DLG_DELETED', 'the dialog ended on the node that caused it', deleted, {
      about: ['callid'],
    }),
    packet(4, 'DLG_SHARING_TAG_ACTIVE', 'the sharing tag became active on the sender', sharingTag, {
      only: ['1a', '1b'],
      about: ['tag_name'],
    }),
    packet(4, 'REPLICATION_DLG_CSEQ', 'OpenSIPS moved the CSeq of a leg', cseq, {
      only: FROM_3_0,
      about: ['callid', 'last_gen_cseq'],
    }),
    packet(5, 'REPLICATION_DLG_CSEQ', 'OpenSIPS moved the CSeq of a leg', cseq, {
      only: ['1b'],
      about: ['callid', 'last_gen_cseq'],
    }),
    packet(5, 'REPLICATION_DLG_VALUE', 'a dialog value was set or deleted', value, {
      only: ['4b', '5'],
      releases: releases('3.5+'),
      about: ['callid', 'name', 'value'],
    }),
  ],
  chunk: { fields: dialog },
};
