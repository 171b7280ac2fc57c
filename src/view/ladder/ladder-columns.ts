import type { Session } from '../../engine/session.ts';
import type { EndpointId, MessageId } from '../../ids.ts';
import { Protocol } from '../../reassembly/carried-message.ts';

/** An endpoint, or all endpoints of a node. */
export interface LadderColumn {
  /** `node3`, or a letter that is explained in the legend. */
  readonly title: string;
  /** For narrow columns: `n3`. */
  readonly shortTitle: string;
  /** Its addresses: `10.9.0.11:7002`, or of a node `10.9.0.3`. */
  readonly address: string;
  /** Undefined for phones and other hosts outside the clusters. */
  readonly node: number | undefined;
  readonly endpoints: ReadonlySet<EndpointId>;
}

interface Draft {
  readonly node: number | undefined;
  readonly cluster: number;
  readonly endpoints: Set<EndpointId>;
  readonly addresses: Set<string>;
  hasSip: boolean;
}

/**
 * The participants from left to right, in the order of their first appearance in SIP; nodes that only
 * replicate follow, by id.
 */
export function ladderColumns(
  session: Session,
  ids: readonly MessageId[],
  foldNodes: boolean,
): readonly LadderColumn[] {
  const { index } = session.tables;
  const drafts = new Map<string, Draft>();
  for (const id of ids) {
    const isSip = index.protocol(id) === Protocol.Sip;
    for (const endpoint of [index.sender(id), index.receiver(id)]) {
      const draft = draftOf(session, drafts, endpoint, foldNodes);
      draft.endpoints.add(endpoint);
      draft.addresses.add(addressText(session, endpoint, draft, foldNodes));
      if (isSip) draft.hasSip = true;
    }
  }
  const all = [...drafts.values()];
  const sip = all.filter(({ hasSip }) => hasSip);
  const others = all.filter(({ hasSip }) => !hasSip);
  others.sort((a, b) => a.cluster - b.cluster || (a.node ?? Infinity) - (b.node ?? Infinity));
  const ordered = [...bySip(sip, ids, session), ...others];
  const letters = ordered.filter(({ node }) => node === undefined);
  return ordered.map((draft) => {
    const { node, cluster, addresses, endpoints } = draft;
    // The same id in two clusters means two different nodes.
    const twin = foldNodes && ordered.some((one) => one.node === node && one.cluster !== cluster);
    const id = twin ? `${node}/${cluster}` : `${node}`;
    const name = letter(letters.indexOf(draft));
    return {
      title: node === undefined ? name : `node${id}`,
      shortTitle: node === undefined ? name : `n${id}`,
      address: [...addresses].join(' '),
      node,
      endpoints,
    };
  });
}

/** By first appearance in SIP, as replication may have begun earlier. */
function bySip(drafts: readonly Draft[], ids: readonly MessageId[], session: Session): readonly Draft[] {
  const { index } = session.tables;
  const found = new Set<Draft>();
  for (const id of ids) {
    if (found.size === drafts.length) break;
    if (index.protocol(id) !== Protocol.Sip) continue;
    for (const endpoint of [index.sender(id), index.receiver(id)]) {
      const draft = drafts.find(({ endpoints }) => endpoints.has(endpoint));
      if (draft !== undefined) found.add(draft);
    }
  }
  return [...found];
}

function draftOf(
  session: Session,
  drafts: Map<string, Draft>,
  endpoint: EndpointId,
  foldNodes: boolean,
): Draft {
  const { endpoints, nodes } = session.tables;
  const [first] = nodes.membershipsOf(endpoints.addressOf(endpoint));
  const folds = foldNodes && first !== undefined;
  const key = folds ? `node ${first.cluster} ${first.node}` : `endpoint ${endpoint}`;
  let draft = drafts.get(key);
  if (draft === undefined) {
    draft = {
      node: first?.node,
      cluster: first?.cluster ?? 0,
      endpoints: new Set(),
      addresses: new Set(),
      hasSip: false,
    };
    drafts.set(key, draft);
  }
  return draft;
}

function addressText(session: Session, endpoint: EndpointId, { node }: Draft, foldNodes: boolean): string {
  const { endpoints } = session.tables;
  return node !== undefined && foldNodes
    ? endpoints.addressLabel(endpoints.addressOf(endpoint))
    : endpoints.label(endpoint);
}

/** A, B, ..., Z, AA, AB, ... */
function letter(at: number): string {
  if (at < 0) return '';
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : letter(Math.floor(at / 26) - 1) + last;
}
