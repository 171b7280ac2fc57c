import type { KeySection } from '../keys/binding.ts';

export type ClusterCommand = 'show-messages';

export const CLUSTER_KEYS: KeySection<ClusterCommand> = {
  title: 'Cluster',
  bindings: [
    {
      command: 'show-messages',
      keys: ['enter'],
      contexts: ['cluster'],
      help: 'messages of the node, the capability or the sync',
      hint: 'messages',
    },
  ],
};
