import { i32, storage, text, u32 } from '../fields/declare.ts';
import { storagesFor } from './b2b-storages.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { bits, METHOD_BITS, named } from './meanings.ts';
import { releases } from './releases.ts';

/**
 * b2be-entities-repl: entities of the B2BUA (spec bin-capabilities 5.4). The version has always been 1; only
 * the storage of the owner module changed.
 */
const coordinates = [
  i32('entity_type', 'leg on which OpenSIPS answered (server) or which it opened (client)')
    .must({ min: 0, max: 1 })
    .means(named({ 0: 'B2B_SERVER', 1: 'B2B_CLIENT' })),
  text('tag0', 'remote tag; of a server the From tag of the caller'),
  text('tag1', 'local tag; of a server the b2b key'),
  text('callid', 'Call-ID; of a client the b2b key').callId(),
] as const;

const entity = [
  ...coordinates,
  text('ruri', 'request URI').uri(),
  text('from_uri', 'From URI').uri(),
  text('from_dname', 'From display name'),
  text('to_uri', 'To URI').uri(),
  text('to_dname', 'To display name'),
  text('route_set0', 'route set'),
  text('route_set1', 'route set'),
  text('send_sock', 'listener that sends'),
  text('logic_key', 'key of the owning logic object'),
  text('mod_name', 'owner module'),
  u32('state', 'state of the entity').means(
    named({
      1: 'NEW',
      2: 'NEW_AUTH',
      3: 'EARLY',
      4: 'CONFIRMED',
      5: 'ESTABLISHED',
      6: 'MODIFIED',
      7: 'TERMINATED',
    }),
  ),
  u32('cseq0', 'CSeq'),
  u32('cseq1', 'CSeq'),
  u32('last_method', 'last request').means(bits(METHOD_BITS)),
  i32('last_reply_code', 'last response'),
  u32('last_invite_cseq', 'CSeq of the last INVITE'),
  text('contact0', 'Contact'),
  text('contact1', 'Contact'),
  text('leg_tag', 'tag of the first leg; empty = none'),
  u32('leg_cseq', 'CSeq of the leg').whenPresent('leg_tag'),
  text('leg_contact', 'Contact of the leg').whenPresent('leg_tag'),
  text('leg_route_set', 'route set of the leg').whenPresent('leg_tag'),
] as const;

const COORDINATES = ['entity_type', 'callid', 'tag1'];
const ENTITY = [...COORDINATES, 'state'];

const stored = (event: 'CREATE' | 'UPDATE' | 'ACK') =>
  storage('storage', 'what the owner module adds', storagesFor(event)).whenPresent('mod_name');

export const b2beEntitiesRepl: CapabilitySpec = {
  name: CapabilityName.B2bEntities,
  module: 'b2b_entities',
  spec: 'bin-capabilities 5.4',
  note: 'entities of the back-to-back user agent',
  nodeIds: 'trailer',
  layouts: [
    layout('1a', 1, releases('3.1')),
    layout('1b', 1, releases('3.2-3.3')),
    layout('1c', 1, releases('3.4+')),
  ],
  packets: [
    packet(1, 'REPL_ENTITY_CREATE', 'a new entity', [...entity, stored('CREATE')], { about: ENTITY }),
    packet(2, 'REPL_ENTITY_UPDATE', 'the entity changed', [...entity, stored('UPDATE')], { about: ENTITY }),
    packet(
      3,
      'REPL_ENTITY_PARAM_UPDATE',
      'the entity belongs to another logic object',
      [...coordinates, text('logic_key', 'new logic key')],
      { about: COORDINATES },
    ),
    packet(4, 'REPL_ENTITY_ACK', 'the entity was acknowledged', [...entity, stored('ACK')], {
      about: ENTITY,
    }),
    packet(
      5,
      'REPL_ENTITY_DELETE',
      'the entity is gone',
      [
        ...coordinates,
        storage(
          'storage',
          'what the owner module adds; the packet does not name the owner',
          storagesFor('DELETE'),
        ),
      ],
      { about: COORDINATES },
    ),
  ],
  chunk: { fields: [...entity, stored('CREATE')] },
};
