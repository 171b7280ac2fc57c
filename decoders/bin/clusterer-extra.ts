import { chunks, i32, text } from '../fields/declare.ts';
import { type CapabilitySpec, layout, packet } from './capability.ts';
import { CapabilityName } from './capability-names.ts';
import { NODE_ID } from './clusterer-internal.ts';
import { named } from './meanings.ts';
import { releases } from './releases.ts';

/**
 * clusterer-extra: sync, sharing tags, generic messages and commands (spec bin-core 7). Types from 6 on were
 * renumbered in 3.2, when CLUSTERER_REMOVE_NODE took 6. Sync packets have a version of their own, all others
 * version 1. So a layout here is a numbering combined with a sync version.
 */
const capability = text('capability', 'capability that is synchronised').must({
  token: true,
  minLength: 1,
  maxLength: 255,
});

const genericMessage = [
  i32('request', '1 = request, 0 = reply')
    .must({ min: 0, max: 1 })
    .means(named({ 0: 'reply', 1: 'request' })),
  text('tag', 'ties replies to a request: cluster-node-random, built by the requester'),
  text('message', 'text of the application'),
] as const;

const command = [
  text('command', 'MI command').must({ token: true, minLength: 1 }),
  i32('params_count', 'parameters that follow').must({ min: 0, max: 64 }),
  text('params', 'parameter').times('params_count'),
] as const;

const sharingTag = [
  text('tag', 'sharing tag that the originator now holds as active').must({ minLength: 1 }),
] as const;

const sizedSync = [
  capability,
  i32('data_version', "version of the module's own serialisation").must({ min: 0, max: 65535 }),
  chunks('chunks', 'record sets of the module', true),
] as const;

const bareSync = [capability, chunks('records', 'record sets of the module, without sizes', false)] as const;

const syncEnd = [
  capability,
  i32('chunks_count', 'chunks in all SYNC packets of this answer').must({ min: 0 }).in('new-3'),
] as const;

const NOTES = {
  generic: 'message of a script to the scripts of other nodes',
  command: 'MI command to be run on other nodes',
  request: 'asks the destination for the data of a capability',
  sync: 'data of a capability, from donor to requester',
  end: 'the data of the capability is complete',
  tag: 'the originator holds this sharing tag as active from now on',
} as const;

export const clustererExtra: CapabilitySpec = {
  name: CapabilityName.Extra,
  module: 'clusterer',
  spec: 'bin-core 7',
  note: 'sync, sharing tags, generic messages, MI commands, removal of nodes',
  nodeIds: 'trailer',
  layouts: [
    layout('old-1', 1, releases('2.4.0-2.4.6', '3.0.0-3.0.0')),
    layout('old-2', [1, 2], releases('2.4.7-2.4', '3.0.1-3.1')),
    layout('new-2', [1, 2], releases('3.2')),
    layout('new-3', [1, 3], releases('3.3+')),
  ],
  packets: [
    packet(6, 'CLUSTERER_REMOVE_NODE', 'forget this node', [i32('node_id', 'node to forget').must(NODE_ID)], {
      only: ['new-2', 'new-3'],
      wires: [1],
      about: ['node_id'],
    }),
    packet(6, 'CLUSTERER_GENERIC_MSG', NOTES.generic, genericMessage, {
      only: ['old-1', 'old-2'],
      wires: [1],
      about: ['request', 'message'],
    }),
    packet(7, 'CLUSTERER_GENERIC_MSG', NOTES.generic, genericMessage, {
      only: ['new-2', 'new-3'],
      wires: [1],
      about: ['request', 'message'],
    }),
    packet(7, 'CLUSTERER_MI_CMD', NOTES.command, command, {
      only: ['old-1', 'old-2'],
      wires: [1],
      about: ['command', 'params'],
    }),
    packet(8, 'CLUSTERER_MI_CMD', NOTES.command, command, {
      only: ['new-2', 'new-3'],
      wires: [1],
      about: ['command', 'params'],
    }),
    packet(9, 'CLUSTERER_SYNC_REQ', NOTES.request, [capability], {
      only: ['old-1'],
      wires: [1],
      about: ['capability'],
    }),
    packet(9, 'CLUSTERER_SYNC_REQ', NOTES.request, [capability], {
      only: ['old-2'],
      wires: [2],
      about: ['capability'],
    }),
    packet(10, 'CLUSTERER_SYNC_REQ', NOTES.request, [capability], {
      only: ['new-2'],
      wires: [2],
      about: ['capability'],
    }),
    packet(10, 'CLUSTERER_SYNC_REQ', NOTES.request, [capability], {
      only: ['new-3'],
      wires: [3],
      about: ['capability'],
    }),
    packet(10, 'CLUSTERER_SYNC', NOTES.sync, bareSync, {
      only: ['old-1'],
      wires: [1],
      about: ['capability', 'chunks'],
    }),
    packet(10, 'CLUSTERER_SYNC', NOTES.sync, sizedSync, {
      only: ['old-2'],
      wires: [2],
      about: ['capability', 'chunks'],
    }),
    packet(11, 'CLUSTERER_SYNC', NOTES.sync, sizedSync, {
      only: ['new-2'],
      wires: [2],
      about: ['capability', 'chunks'],
    }),
    packet(11, 'CLUSTERER_SYNC', NOTES.sync, sizedSync, {
      only: ['new-3'],
      wires: [3],
      about: ['capability', 'chunks'],
    }),
    packet(11, 'CLUSTERER_SYNC_END', NOTES.end, syncEnd, {
      only: ['old-1'],
      wires: [1],
      about: ['capability'],
    }),
    packet(11, 'CLUSTERER_SYNC_END', NOTES.end, syncEnd, {
      only: ['old-2'],
      wires: [2],
      about: ['capability'],
    }),
    packet(12, 'CLUSTERER_SYNC_END', NOTES.end, syncEnd, {
      only: ['new-2'],
      wires: [2],
      about: ['capability', 'chunks_count'],
    }),
    packet(12, 'CLUSTERER_SYNC_END', NOTES.end, syncEnd, {
      only: ['new-3'],
      wires: [3],
      about: ['capability', 'chunks_count'],
    }),
    packet(12, 'CLUSTERER_SHTAG_ACTIVE', NOTES.tag, sharingTag, {
      only: ['old-1', 'old-2'],
      wires: [1],
      releases: releases('3.0-3.1'),
      about: ['tag'],
    }),
    packet(13, 'CLUSTERER_SHTAG_ACTIVE', NOTES.tag, sharingTag, {
      only: ['new-2', 'new-3'],
      wires: [1],
      about: ['tag'],
    }),
  ],
};
