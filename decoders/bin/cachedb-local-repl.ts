import { i32, opaque, text } from '../fields/declare.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { seconds } from './meanings.ts';
import { releases } from './releases.ts';

/** cachedb-local-repl: entries of the collections declared with /r (spec bin-capabilities 6.1). */
const LIFETIME = { 0: 'for ever' } as const;

const key = [text('collection', 'collection'), text('key', 'key')] as const;

export const cachedbLocalRepl: CapabilitySpec = {
  name: CapabilityName.CachedbLocal,
  module: 'cachedb_local',
  spec: 'bin-capabilities 6.1',
  note: 'entries of replicated local cache collections',
  nodeIds: 'trailer',
  layouts: [layout('1', 1, releases('3.0.0+'))],
  packets: [
    packet(
      1,
      'REPL_CACHE_INSERT',
      'an entry was set',
      [...key, opaque('value', 'value'), i32('expires', 'lifetime from now').means(seconds(LIFETIME))],
      { about: ['collection', 'key', 'expires'] },
    ),
    packet(2, 'REPL_CACHE_REMOVE', 'an entry was removed', key, { about: ['collection', 'key'] }),
  ],
  chunk: {
    fields: [
      ...key,
      opaque('value', 'value'),
      i32('expires', 'remaining seconds (before 3.1.13, 3.2.10, 3.3.3, 3.4.0: the sender’s own ticks)').means(
        seconds(LIFETIME),
      ),
    ],
  },
};
