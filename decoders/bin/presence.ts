import { i32, opaque, text } from '../fields/declare.ts';
import { Role } from '../fields/field.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { blankIsAbsent, seconds, unixTime } from './meanings.ts';
import { releases } from './releases.ts';

/** presence: published states and queries (spec bin-capabilities 6.7). 2.4 and 3.0 use ids from 101. */
const publish = [
  text('user', 'user of the presentity').is(Role.AorUser),
  text('domain', 'domain of the presentity').is(Role.AorHost),
  text('event', 'event package'),
  text('old_etag', 'etag named by SIP-If-Match').means(blankIsAbsent),
  text('new_etag', 'SIP-ETag returned'),
  i32('expires', 'lifetime from now').means(seconds({ 0: 'ended' })),
  i32('received_time', 'when it was received').means(unixTime()),
  text('sender', 'sender').means(blankIsAbsent),
  text('extra_hdrs', 'extra headers').means(blankIsAbsent),
  text('sphere', 'sphere').means(blankIsAbsent),
  opaque('body', 'published document'),
] as const;

const query = [text('pres_uri', 'URI of the presentity').uri(), text('event', 'event package')] as const;

const PUBLISHED = ['user', 'domain', 'event', 'new_etag', 'expires'];
const PUBLISH = 'state of a presentity';
const QUERY = 'who has the state of this presentity?';

export const presence: CapabilitySpec = {
  name: CapabilityName.Presence,
  module: 'presence',
  spec: 'bin-capabilities 6.7',
  note: 'published presence states and queries for them',
  nodeIds: 'trailer',
  layouts: [layout('1a', 1, releases('2.4', '3.0')), layout('1b', 1, releases('3.1+'))],
  packets: [
    packet(1, 'CL_PRESENCE_PUBLISH', PUBLISH, publish, { only: ['1b'], about: PUBLISHED }),
    packet(2, 'CL_PRESENCE_PRES_QUERY', QUERY, query, { only: ['1b'], about: ['pres_uri', 'event'] }),
    packet(101, 'CL_PRESENCE_PUBLISH', PUBLISH, publish, { only: ['1a'], about: PUBLISHED }),
    packet(102, 'CL_PRESENCE_PRES_QUERY', QUERY, query, { only: ['1a'], about: ['pres_uri', 'event'] }),
    packet(
      10001,
      'SHTAG_IS_ACTIVE',
      'the sharing tag is active on the sender',
      [text('tag_name', 'sharing tag')],
      {
        only: ['1a'],
        releases: releases('2.4'),
        about: ['tag_name'],
      },
    ),
  ],
  chunk: { only: ['1b'], fields: publish },
};
