import { hasToTag } from '../../../decoders/sip/message-view.ts';
import type { Membership } from '../../cluster/identity/node-directory.ts';
import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';
import type { Session } from '../session.ts';

/** An INVITE that began a call and whose 2xx a node passed on to the caller. */
export interface InviteAnswered extends Membership {
  /** When the 2xx was first seen, and when it was last seen, in session time. */
  readonly from: number;
  readonly to: number;
  readonly answer: MessageId;
  /** Does the node show in it that it keeps a dialog? Has to read request and response again. */
  readonly keepsDialog: () => boolean;
}

/** At most so many messages of a flow are looked through. */
const MOST_LOOKED_AT = 512;
/** Longer header values are not searched. */
const LONGEST_ROUTE = 2048;

interface Answer extends Membership {
  readonly answer: MessageId;
  readonly invite: MessageId;
  readonly from: number;
  to: number;
}

/** The INVITEs of a call that nodes answered with a 2xx; none if the caller gave up. */
export function invitesAnswered(session: Session, flow: Flow): readonly InviteAnswered[] {
  const { index, kinds, endpoints, nodes } = session.tables;
  const invites = new Map<number, MessageId>();
  const answers = new Map<string, Answer>();
  const { messages } = flow;
  for (let at = 0; at < Math.min(messages.length, MOST_LOOKED_AT); at++) {
    const id = messages.at(at);
    const kind = kinds.get(index.kind(id));
    if (kind.protocol !== 'sip' || kind.form === 'unreadable') continue;
    // A 2xx that crosses a CANCEL only begins a call that the caller ends at once.
    if (kind.method === 'CANCEL') return [];
    if (kind.method !== 'INVITE') continue;
    const invite = invites.get(index.cseq(id)) ?? id;
    if (kind.form === 'request') invites.set(index.cseq(id), invite);
    else if (invite === id || kind.status < 200 || kind.status > 299) continue;
    else {
      for (const { cluster, node } of nodes.membershipsOf(endpoints.addressOf(index.sender(id)))) {
        const key = `${cluster} ${node} ${invite}`;
        const time = session.timeOf(id);
        const before = answers.get(key);
        if (before === undefined)
          answers.set(key, { cluster, node, answer: id, invite, from: time, to: time });
        else before.to = time;
      }
    }
  }
  return [...answers.values()].map((one) => ({ ...one, keepsDialog: () => keepsDialog(session, one) }));
}

/** The node's own Record-Route has a parameter `did`, which names its dialog (spec bin-capabilities 5.1.4). */
function keepsDialog({ reader, tables }: Session, { invite, answer }: Answer): boolean {
  if (hasToTag(reader.sip(invite))) return false;
  const { endpoints, index } = tables;
  const own = endpoints.addressText(endpoints.addressOf(index.sender(answer)));
  const host = own.includes(':') ? `[${own}]` : own;
  return reader
    .sip(answer)
    .headers.filter(({ name }) => name.toLowerCase() === 'record-route')
    .flatMap(({ value }) => value.slice(0, LONGEST_ROUTE).split(','))
    .some((route) => route.includes(';did=') && hostOf(route) === host);
}

/** `<sip:192.0.2.1:5060;lr;did=1a.2b>` */
function hostOf(route: string): string | undefined {
  return /<sips?:(?:[^@>;]*@)?(\[[^\]]*\]|[^:;>]+)/i.exec(route)?.[1];
}
