import type { TimeBase } from '../capture/time-base.ts';
import { type AorState, doubtfulNodes } from '../cluster/contacts/aor-state.ts';
import type { NodeContacts } from '../cluster/contacts/contact-rows.ts';
import { type ContactVersion, PERMANENT } from '../cluster/contacts/contact-version.ts';
import type { HeldContact } from '../cluster/contacts/held-contacts.ts';
import type { MessageNumbers } from '../engine/message-numbers.ts';
import { type MissedStretches, missedFields } from '../view/missed-stretches.ts';
import { rfc3339 } from '../view/times.ts';
import { jsonLine } from './json-line.ts';

export interface AorJsonOptions {
  readonly base: TimeBase;
  readonly numbers: MessageNumbers;
  /** Is the node seen to have gone? */
  readonly isAway: (cluster: number, node: number) => boolean;
  readonly missed?: MissedStretches;
}

/** One AOR as a line of NDJSON. What is absent is not known, `null` is known to be empty. */
export function aorJson(state: AorState, { base, numbers, isAway, missed }: AorJsonOptions): string {
  const { cluster, domain, aor, nodes, consistent, unseen, unknown } = state;
  const notCaptured = doubtfulNodes(state).flatMap((node) =>
    missedFields(node, missed?.of(cluster, node) ?? [], base),
  );
  const away = [...nodes.keys()].filter((node) => isAway(cluster, node));
  const fields = {
    v: 1,
    cluster,
    aor,
    domain,
    nodes: Object.fromEntries([...nodes].map(([node, one]) => [node, nodeFields(one, base, numbers)])),
    consistent,
    unseen,
    ...(unknown.length === 0 ? {} : { unknown }),
    ...(away.length === 0 ? {} : { away }),
    ...(notCaptured.length === 0 ? {} : { notCaptured }),
  };
  return jsonLine(fields);
}

function nodeFields(
  { contacts, uncertain, discards, discarded }: NodeContacts,
  base: TimeBase,
  numbers: MessageNumbers,
) {
  return {
    contacts: contacts.map((one) => ({
      ...contactFields(one, base, numbers),
      ...(uncertain.has(one) ? { uncertain: true } : {}),
    })),
    ...(discarded === 0
      ? {}
      : {
          discarded,
          discards: discards.map(({ reason, time, message, from, contact, callId, cseq }) => ({
            reason,
            time: rfc3339(base, time),
            message: numbers.of(message),
            from,
            contact,
            callId,
            cseq,
          })),
        }),
  };
}

function contactFields(held: HeldContact, base: TimeBase, numbers: MessageNumbers) {
  const { version, origin, from, since, message, refreshed } = held;
  const { callId, cseq, q, contactId, lastModified } = version;
  return {
    contact: version.contact,
    callId,
    cseq,
    expires: expiryText(version, base),
    userAgent: orNull(version.userAgent),
    socket: orNull(version.socket),
    // Nobody saw how and when a contact came that a 2xx or a donor only lists.
    ...(origin === 'listed' ? {} : { origin, from, since: rfc3339(base, since) }),
    message: numbers.of(message),
    ...(refreshed === undefined
      ? {}
      : { refreshed: rfc3339(base, refreshed.time), refreshedBy: numbers.of(refreshed.message) }),
    path: orNull(version.path),
    received: orNull(version.received),
    instance: orNull(version.instance),
    attr: orNull(version.attr),
    q: q === undefined ? undefined : q < 0 ? null : q / 1000,
    contactId: contactId?.toString(),
    lastModified: lastModified === undefined ? undefined : secondsText(lastModified, base),
    sharingTag: version.sharingTag,
  };
}

/** Null for a contact without an end. */
function expiryText({ expires }: ContactVersion, base: TimeBase): string | null {
  return expires === PERMANENT ? null : secondsText(expires, base);
}

function secondsText(seconds: number, base: TimeBase): string {
  return rfc3339(base, (seconds - base.seconds) * 1e9);
}

function orNull(text: string | undefined): string | null | undefined {
  return text === '' ? null : text;
}
