import type { TimeBase } from '../../capture/time-base.ts';
import { type ContactVersion, PERMANENT } from '../../cluster/contacts/held/contact-version.ts';
import {
  arrivedAt,
  type Discard,
  type HeldContact,
  type ToldDeletion,
} from '../../cluster/contacts/held/held-contact.ts';
import {
  type AorState,
  areAlike,
  doubtfulNodes,
  syncingNodes,
} from '../../cluster/contacts/reports/aor-state.ts';
import type { ContactRow, NodeContacts } from '../../cluster/contacts/reports/contact-rows.ts';
import type { MessageNumbers } from '../../engine/message-numbers.ts';
import { type MissedStretches, missedFields } from '../../view/missed-stretches.ts';
import { rfc3339, rfc3339OfSecond } from '../../view/text/times.ts';
import { jsonMembers, jsonObject } from './json-line.ts';

export interface AorJsonOptions {
  readonly base: TimeBase;
  readonly numbers: MessageNumbers;
  /** Has the node been seen to go away? */
  readonly isAway: (cluster: number, node: number) => boolean;
  readonly missed?: MissedStretches;
}

/** One AOR as a line of NDJSON. An absent member is unknown; `null` means known to be empty. */
export function aorJson(state: AorState, { base, numbers, isAway, missed }: AorJsonOptions): string {
  const { cluster, domain, aor, nodes, unseen, unknown } = state;
  const notCaptured = doubtfulNodes(state).flatMap((node) =>
    missedFields(node, missed?.of(cluster, node) ?? [], base),
  );
  const syncing = syncingNodes(state);
  const away = [...nodes.keys()].filter((node) => isAway(cluster, node));
  // Most nodes hold the same version, which is formatted once.
  const versions = new Map<ContactVersion, VersionMembers>();
  const byNode: string[] = [];
  for (const [node, one] of nodes) byNode.push(`"${node}":${nodeObject(one, versions, base, numbers)}`);
  const missing = lackedFields(state.rows, 'missing', base);
  const outdated = lackedFields(state.rows, 'other', base);
  const others = {
    consistent: areAlike(state),
    ...(missing.length === 0 ? {} : { missing }),
    ...(outdated.length === 0 ? {} : { outdated }),
    unseen,
    ...(unknown.length === 0 ? {} : { unknown }),
    ...(syncing.length === 0 ? {} : { syncing }),
    ...(away.length === 0 ? {} : { away }),
    ...(notCaptured.length === 0 ? {} : { notCaptured }),
  };
  return jsonObject(
    jsonMembers({ v: 1, cluster, aor, domain }),
    `"nodes":{${byNode.join(',')}}`,
    jsonMembers(others),
  );
}

/** Contacts that nodes lack, or have an earlier registration of; and since when others have it, unless that is unknown. */
function lackedFields(rows: readonly ContactRow[], presence: 'missing' | 'other', base: TimeBase) {
  return rows.flatMap((row) => {
    const nodes = [...row.presence].flatMap(([node, one]) => (one === presence ? node : []));
    if (row.consistent || nodes.length === 0) return [];
    const came = [...row.byNode].flatMap(([node, held]) => {
      if (held.origin === 'listed' || nodes.includes(node)) return [];
      return presence === 'missing' ? held.since : arrivedAt(held);
    });
    const since = came.length === 0 ? {} : { heldSince: rfc3339(base, Math.min(...came)) };
    const { contact, callId } = row.held.version;
    return { contact, callId, nodes, ...since };
  });
}

function nodeObject(
  { contacts, uncertain, discards, discarded, deletions }: NodeContacts,
  versions: Map<ContactVersion, VersionMembers>,
  base: TimeBase,
  numbers: MessageNumbers,
): string {
  const texts = contacts.map((held) => {
    let version = versions.get(held.version);
    if (version === undefined) {
      version = versionMembers(held.version);
      versions.set(held.version, version);
    }
    const own = jsonMembers(holdingFields(held, base, numbers));
    return jsonObject(version.before, own, version.after, uncertain.has(held) ? '"uncertain":true' : '');
  });
  const held = `"contacts":[${texts.join(',')}]`;
  const refused = discards.map((one) => discardFields(one, base, numbers));
  const told = deletions.map((one) => deletionFields(one, base, numbers));
  return jsonObject(
    held,
    discarded === 0 ? '' : jsonMembers({ discarded, discards: refused }),
    told.length === 0 ? '' : jsonMembers({ deletions: told }),
  );
}

function deletionFields(
  { time, message, from, isOfAor, contact, callId }: ToldDeletion,
  base: TimeBase,
  numbers: MessageNumbers,
) {
  return {
    time: rfc3339(base, time),
    message: numbers.of(message),
    from,
    contact,
    callId,
    ...(isOfAor ? { all: true } : {}),
  };
}

function discardFields(discard: Discard, base: TimeBase, numbers: MessageNumbers) {
  const { reason, time, message, from, contact, callId, cseq } = discard;
  return { reason, time: rfc3339(base, time), message: numbers.of(message), from, contact, callId, cseq };
}

/** How the node got the contact. */
function holdingFields(held: HeldContact, base: TimeBase, numbers: MessageNumbers) {
  const { origin, from, since, message, refreshed } = held;
  const isKnown = origin !== 'listed';
  return {
    // For a contact that is only listed by a 2xx or a donor, it is unknown how and when it came.
    origin: isKnown ? origin : undefined,
    from: isKnown ? from : undefined,
    since: isKnown ? rfc3339(base, since) : undefined,
    message: numbers.of(message),
    refreshed: refreshed === undefined ? undefined : rfc3339(base, refreshed.time),
    refreshedBy: refreshed === undefined ? undefined : numbers.of(refreshed.message),
  };
}

/** The members before and after the version's own. */
interface VersionMembers {
  readonly before: string;
  readonly after: string;
}

function versionMembers(version: ContactVersion): VersionMembers {
  const { contact, callId, cseq, expires, q, contactId, lastModified } = version;
  const before = {
    contact,
    callId,
    cseq,
    // Null for a contact that never expires.
    expires: expires === PERMANENT ? null : rfc3339OfSecond(expires),
    userAgent: orNull(version.userAgent),
    socket: orNull(version.socket),
  };
  const after = {
    path: orNull(version.path),
    received: orNull(version.received),
    instance: orNull(version.instance),
    attr: orNull(version.attr),
    q: q === undefined ? undefined : q < 0 ? null : q / 1000,
    contactId: contactId?.toString(),
    lastModified: lastModified === undefined ? undefined : rfc3339OfSecond(lastModified),
    sharingTag: version.sharingTag,
  };
  return { before: jsonMembers(before), after: jsonMembers(after) };
}

function orNull(text: string | undefined): string | null | undefined {
  return text === '' ? null : text;
}
