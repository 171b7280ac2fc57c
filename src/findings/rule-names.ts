/**
 * Everything that can be told to be wrong, under one name wherever it is told: in `check`, of single flows, and on
 * the screen. Scripts rely on the names.
 */
export const RULE_NAMES = {
  'version-refused': 'a node drops packets of another release',
  'sync-refused': 'a sync in a version that its receiver does not read',
  'sync-short': 'fewer chunks of a sync than its end announces',
  'sync-aborted': 'a sync that began and did not end',
  'sync-unanswered': 'a request for a sync that nobody answered',
  'sync-slow': 'a sync whose data trickle',
  'not-synced': 'a node that has not got the data of a capability',
  'synced-early': 'a node that calls itself synced before its sync has ended',
  'synced-empty': 'a node that calls itself synced with nothing, while others had something',
  'node-down': 'a node that no other one reaches',
  'node-stuck': 'a node that takes what is sent to it, and answers nothing',
  'contact-missing': 'contacts that a node lacks and others hold',
  'contact-stale': 'contacts that their registrar has removed and others still hold',
  'contact-outdated': 'contacts of an earlier registration than others hold',
  'contact-untold': 'registrations at a node without a SIP address, of which it tells no other node',
  'contact-labels': 'contacts of one AOR that belong to several records of it',
  'dialog-missing': 'dialogs that a node lacks and others hold, and why',
  'dialog-stale': 'dialogs that their own node has ended and others still hold',
  'dialog-stray-packets': 'packets about dialogs that their receiver never got',
  'tag-two-active': 'a sharing tag that two nodes hold',
  'tag-no-active': 'a sharing tag that no node holds any more',
  'tag-unannounced': 'a sharing tag of dialogs that no node has announced',
  'capability-unlisted': 'packets of a capability for a node that does not have it',
  'status-untold': 'states of gateways and destinations that a node was not told of',
  'clock-skew': 'a node whose clock differs from those of others by more than a second',
  'link-flapping': 'a link that goes down again and again',
  'link-down': 'two nodes that do not reach each other',
  'stream-out-of-step': 'a connection that has no packet where one has to begin',
  'connection-cut': 'a connection that was ended inside a packet',
  'receiver-blocked': 'a node that does not read what is sent to it',
  'pong-late': 'a PONG that came later than nodes wait for it, and why',
  'ping-unanswered': 'a node that pings another one and never gets a PONG',
  'node-unknown': 'a node that another one does not know, and tells so',
  'source-address': 'a node that sends from an address which others do not know, and is not answered',
  'node-phantom': 'a node that others name, and that was never seen',
  'packets-repeated': 'one and the same packet again and again',
  'traffic-surge': 'much more traffic of a node than before, though not of phones',
  'malformed-packets': 'packets that contradict every known layout',
  'contact-duplicate': 'phones that are registered more than once',
  'node-restarted': 'a node that began anew',
  'unknown-packets': 'packets of a kind that is not known',
  'mi-command': 'commands that one node has another run',
  'replication-missing': 'a copy of what replicates a request that was not sent, or was lost on its way',
  'message-malformed': 'a message, SIP or BIN, that contradicts what is known of its kind',
  'message-cut': 'a message of which the capture has a part',
  'message-unread': 'a message of which not all could be read',
} as const;

export type RuleName = keyof typeof RULE_NAMES;

/** Told of single flows only. */
export const FLOW_ONLY: readonly RuleName[] = [
  'replication-missing',
  'message-malformed',
  'message-cut',
  'message-unread',
];
