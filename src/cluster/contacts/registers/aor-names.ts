import { losslessText, textBytes } from '../../../../decoders/bytes/text.ts';
import { UriParts, UriScheme, unescapedText } from '../../../../decoders/sip/uri.ts';
import { memoized } from '../../../tables/memoized.ts';
import { LONGEST_NAME } from '../../replication/kept-text.ts';

/** usrloc's default table. */
const USUAL_DOMAIN = 'location';
/** Tables and nodes that are remembered; a second table is rare. */
const MOST_NODES = 4096;

/** A possible name of a REGISTER's AOR in usrloc, with its table. */
export interface AorName {
  readonly domain: string;
  readonly aor: string;
}

/** What the last packets of a cluster showed. */
interface ClusterNames {
  withHost: boolean;
  domain: string;
  /** By node. */
  readonly domains: Map<number, string>;
  /** By node: how it names AORs in what it replicates itself, since it was last seen to restart. */
  readonly ownWithHost: Map<number, boolean>;
}

const uri = new UriParts();

/**
 * usrloc names an AOR by its user part, or by user@host with `use_domain` (spec bin-capabilities 4.2). Which
 * of them applies, and the table, are learned from the packets of the cluster.
 */
export class AorNames {
  private readonly clusters = new Map<number, ClusterNames>();
  /** Number of nodes in all clusters. */
  private nodes = 0;

  /**
   * A packet of the node names an AOR. What it lists in a sync may have its name from others. Returns whether it is the
   * first that the node named itself.
   */
  learn(cluster: number, node: number, domain: string, aor: string, isListed = false): boolean {
    let names = this.clusters.get(cluster);
    if (names === undefined) {
      if (this.clusters.size >= MOST_NODES) return false;
      names = { withHost: false, domain, domains: new Map(), ownWithHost: new Map() };
      this.clusters.set(cluster, names);
    }
    names.withHost = aor.includes('@');
    names.domain = domain;
    const before = names.domains.get(node);
    if (before === undefined && this.nodes >= MOST_NODES) return false;
    if (before === undefined) this.nodes++;
    if (before !== domain) names.domains.set(node, domain);
    if (isListed) return false;
    const isFirst = !names.ownWithHost.has(node);
    names.ownWithHost.set(node, names.withHost);
    return isFirst;
  }

  /** The node has restarted: if it is of another release now, it may name AORs in another way. */
  forget(cluster: number, node: number): void {
    this.clusters.get(cluster)?.ownWithHost.delete(node);
  }

  /** Has the node named an AOR itself since it was last seen to restart? */
  hasNamed(cluster: number, node: number): boolean {
    return this.clusters.get(cluster)?.ownWithHost.has(node) === true;
  }

  /**
   * What usrloc may call the address in To, the likeliest first; nothing if it has no user. The user is tried
   * as written, then in lower case; usually, the first is right. A node that has named an AOR itself names all of them in
   * that way, whatever others do: it may be of another release.
   */
  *candidates(cluster: number, node: number, to: string): Generator<AorName, void> {
    const parts = partsOf(to);
    if (parts === undefined) return;
    const known = this.clusters.get(cluster);
    const domain = known?.domains.get(node) ?? known?.domain ?? USUAL_DOMAIN;
    const withHost = `${parts.user}@${parts.host}`;
    const own = known?.ownWithHost.get(node);
    const both = known?.withHost === true ? [withHost, parts.user] : [parts.user, withHost];
    const asItStands = own === undefined ? both : [own ? withHost : parts.user];
    for (const aor of asItStands) yield { domain, aor };
    for (const aor of asItStands) {
      const lower = aor.toLowerCase();
      if (!asItStands.includes(lower)) yield { domain, aor: lower };
    }
  }
}

const partsOf = memoized(userAndHost);

/** As the registrar stores them: the user unescaped, the host in lower case, an IPv6 address with its brackets. */
function userAndHost(text: string): { readonly user: string; readonly host: string } | undefined {
  if (text.length > LONGEST_NAME) return undefined;
  const bytes = textBytes(text);
  if (!uri.read(bytes, 0, bytes.length) || uri.scheme === UriScheme.Other) return undefined;
  const user = unescapedText(bytes, uri.userFrom, uri.userTo);
  if (user === '') return undefined;
  const host = losslessText(bytes, uri.hostFrom, uri.hostTo).toLowerCase();
  return { user, host: uri.hostIsIpv6 ? `[${host}]` : host };
}
