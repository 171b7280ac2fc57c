import { b2beEntitiesRepl } from './b2be-entities-repl.ts';
import { cachedbLocalRepl } from './cachedb-local-repl.ts';
import type { CapabilitySpec } from './capability.ts';
import { Catalogue } from './catalogue.ts';
import { clustererExtra } from './clusterer-extra.ts';
import { clustererInternal } from './clusterer-internal.ts';
import { dialogDlgRepl } from './dialog-dlg-repl.ts';
import { dialogProfRepl } from './dialog-prof-repl.ts';
import { dispatcherStatusRepl } from './dispatcher-status-repl.ts';
import { droutingStatusRepl } from './drouting-status-repl.ts';
import { loadBalancerStatusRepl } from './load-balancer-status-repl.ts';
import { presence } from './presence.ts';
import { pua } from './pua.ts';
import { ratelimitPipeRepl } from './ratelimit-pipe-repl.ts';
import { tmRepl } from './tm-repl.ts';
import { usrlocContactRepl } from './usrloc-contact-repl.ts';

/** All declared capabilities: a new one takes one file, and one line here. */
export const CAPABILITIES: readonly CapabilitySpec[] = [
  clustererInternal,
  clustererExtra,
  usrlocContactRepl,
  dialogDlgRepl,
  dialogProfRepl,
  tmRepl,
  b2beEntitiesRepl,
  cachedbLocalRepl,
  dispatcherStatusRepl,
  droutingStatusRepl,
  loadBalancerStatusRepl,
  ratelimitPipeRepl,
  presence,
  pua,
];

export const CATALOGUE = new Catalogue(CAPABILITIES);
