import type { Context, KeySection } from '../keys/binding.ts';

export type ClusterCommand = 'show-messages' | 'section-fold' | 'section-unfold' | 'section-turn';

const CLUSTER: readonly Context[] = ['cluster', 'findings'];

export const CLUSTER_KEYS: KeySection<ClusterCommand> = {
  title: 'Cluster, findings',
  bindings: [
    {
      command: 'show-messages',
      keys: ['enter'],
      contexts: CLUSTER,
      help: 'messages of the node, link, capability, tag, sync or lag; what is wrong with contacts: their AORs',
      hint: 'messages',
    },
    {
      command: 'section-turn',
      keys: ['space'],
      contexts: CLUSTER,
      help: 'fold the section, or not; replication lag is measured when it is unfolded',
      hint: 'fold',
    },
    { command: 'section-fold', keys: ['left', 'h'], contexts: CLUSTER, help: 'fold the section' },
    { command: 'section-unfold', keys: ['right', 'l'], contexts: CLUSTER, help: 'unfold the section' },
  ],
};
