import type { Evidence } from '../../src/findings/finding.ts';

/** A session in which nothing happened. */
export const NO_EVIDENCE: Evidence = {
  time: 0,
  nodes: [],
  aors: [],
  dialogs: [],
  syncs: [],
  tags: [],
  clocks: [],
  witnessed: new Set(),
  labels: [],
  stuck: [],
  surges: [],
  repeated: [],
  untold: [],
  statuses: [],
  unlisted: [],
  pinged: [],
  strays: [],
  contactRefusals: [],
  dialogRefusals: [],
  events: [],
  packets: [],
  connections: [],
};
