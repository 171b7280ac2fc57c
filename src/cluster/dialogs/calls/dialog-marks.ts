import { headerValue } from '../../../../decoders/sip/message-view.ts';
import type { SipMessage } from '../../../../decoders/sip/sip-message.ts';
import type { Membership } from '../../identity/node-directory.ts';
import { type DialogId, parseDid } from '../dialog-id.ts';
import type { SipDialog } from './sip-dialog.ts';

/** Nodes that are remembered; clusters have a handful. */
const MOST_NODES = 4096;
/** Longer header values are not searched. */
const LONGEST_ROUTE = 2048;

/**
 * A node that keeps a dialog of a call marks it with `did` in its Record-Route, or in its Contact with
 * topology hiding (spec bin-capabilities 5.1.4). A node that marks one call marks all that have a dialog; its
 * unmarked calls, as of a B2BUA, have none. A node that matches dialogs by SIP only never marks any.
 */
export class DialogMarks {
  private readonly marking = new Set<string>();

  /** The INVITE of the call as the node forwards it. */
  relayed(call: SipDialog, sip: SipMessage): void {
    call.relayed = true;
    call.did ??= markIn(call, sip);
    if (call.did === undefined || this.marking.size >= MOST_NODES) return;
    for (const node of call.nodes) this.marking.add(nodeKey(node));
  }

  /** Does the node keep a dialog of the call, as far as SIP shows? */
  hasDialog({ relayed, answeredAlone, did, nodes }: SipDialog): boolean {
    if (did !== undefined) return true;
    // Not forwarded yet, or rejected: scripts create dialogs before they look up the callee.
    if (!relayed) return !answeredAlone;
    return !nodes.some((node) => this.marking.has(nodeKey(node)));
  }
}

/** The first Record-Route: a node that forwards a message inserts its own in front. */
export function firstRoute(sip: SipMessage): string | undefined {
  return headerValue(sip, 'record-route')?.slice(0, LONGEST_ROUTE).split(',', 1)[0];
}

function markIn({ routeBefore }: SipDialog, sip: SipMessage): DialogId | undefined {
  const route = firstRoute(sip);
  // If this node adds none, it is the previous node's.
  const own = route === routeBefore ? undefined : route;
  return didIn(own) ?? didIn(sip.contacts[0]?.uri);
}

function didIn(text: string | undefined): DialogId | undefined {
  const found = /;did=([0-9a-f.]{3,17})/i.exec(text?.slice(0, LONGEST_ROUTE) ?? '');
  return found?.[1] === undefined ? undefined : parseDid(found[1]);
}

function nodeKey({ cluster, node }: Membership): string {
  return `${cluster} ${node}`;
}
