/** The names of capabilities, as packets carry them (spec bin-capabilities 1). */
export const CapabilityName = {
  Internal: 'clusterer-internal',
  Extra: 'clusterer-extra',
  Contacts: 'usrloc-contact-repl',
  Dialogs: 'dialog-dlg-repl',
  Profiles: 'dialog-prof-repl',
  Transactions: 'tm-repl',
  B2bEntities: 'b2be-entities-repl',
  CachedbLocal: 'cachedb-local-repl',
  Dispatcher: 'dispatcher-status-repl',
  Drouting: 'drouting-status-repl',
  LoadBalancer: 'load_balancer-status-repl',
  Ratelimit: 'ratelimit-pipe-repl',
  Presence: 'presence',
  Pua: 'pua',
} as const;

/** What the clusterer module says for itself: pings, topology, syncs. All other capabilities are those of modules. */
const OF_CLUSTERER: ReadonlySet<string> = new Set([CapabilityName.Internal, CapabilityName.Extra]);

export function isOfClusterer(capability: string): boolean {
  return OF_CLUSTERER.has(capability);
}
