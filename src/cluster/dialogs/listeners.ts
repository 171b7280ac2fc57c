import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import { addressBytes } from '../../capture/address-bytes.ts';
import type { AnalysisContext } from '../analysis-context.ts';
import { groupsOf, numberOf, textOf } from '../field-values.ts';
import type { Membership } from '../identity/node-directory.ts';
import { isFirstHop, type SeenBin } from '../seen-message.ts';
import type { DialogSockets } from './dialog-version.ts';
import { listenerHost, uncompressed } from './listener-host.ts';

/** Nodes and listeners that are remembered. */
const MOST_LISTENERS = 50_000;
/** Longer names are no listeners. */
const LONGEST_SOCKET = 256;
/** Most nodes with one address. */
const MOST_MEMBERS = 256;

/**
 * Whose listeners the sockets of dialogs are. A receiver takes a replicated dialog only if caller_sock
 * and callee_sock name listeners of its own (spec bin-capabilities 5.1.5). No packet lists listeners, so:
 * - a tag (no protocol and address) is taken to exist everywhere: that is what tags are for;
 * - an address that is another node's own, of BIN or by its sip_addr, is not the receiver's;
 * - any other address is taken to be shared (a virtual address, anycast).
 * What a node does overrules this: who acts on a dialog, or hands on SIP that came to the address, has
 * its listeners.
 */
export class Listeners {
  private readonly context: AnalysisContext;
  /** `cluster node host` of the hosts that nodes were seen to use. */
  private readonly used = new Set<string>();
  /** By host: `cluster node` of those whose sip_addr is there. */
  private readonly described = new Map<string, Set<string>>();
  private readonly hosts = new Map<string, string | undefined>();
  /** The bytes of hosts that are addresses. */
  private readonly addresses = new Map<string, Uint8Array | undefined>();

  constructor(context: AnalysisContext) {
    this.context = context;
  }

  /** The node handles a dialog with these sockets. Returns the hosts of those that it was not assumed to have. */
  uses(cluster: number, node: number, sockets: DialogSockets): readonly string[] {
    return this.hostsOf(sockets).filter((host) => this.usesHost(cluster, node, host));
  }

  /** Learns from descriptions of nodes and from forwarded SIP; returns as `uses` does. */
  push(message: SeenBin): readonly string[] {
    const { packet, cluster, source } = message;
    if (packet.capability === CapabilityName.Transactions) {
      const isTag = numberOf(packet.fields, 'dst_port') === 0;
      const host = isTag ? undefined : textOf(packet.fields, 'dst_host');
      if (host === undefined || !isFirstHop(message)) return NONE;
      const whole = uncompressed(host);
      return this.usesHost(cluster, source, whole) ? [whole] : NONE;
    }
    if (packet.name === 'CLUSTERER_NODE_DESCRIPTION') this.describe(cluster, source, packet.fields);
    else if (packet.name === 'CLUSTERER_FULL_TOP_UPDATE') {
      for (const record of groupsOf(packet.fields, 'nodes')) {
        this.describe(cluster, numberOf(record, 'node_id') ?? 0, record);
      }
    }
    return NONE;
  }

  /** The socket that the node lacks; undefined if it has both. */
  lacking(cluster: number, node: number, sockets: DialogSockets): string | undefined {
    for (const socket of [sockets.callerSocket, sockets.calleeSocket]) {
      const host = this.hostOf(socket);
      if (host !== undefined && !this.has(cluster, node, host)) return socket;
    }
    return undefined;
  }

  private hostsOf({ callerSocket, calleeSocket }: DialogSockets): readonly string[] {
    const host = this.hostOf(callerSocket);
    // Usually both are the same.
    const other = calleeSocket === callerSocket ? undefined : this.hostOf(calleeSocket);
    return [host, other].filter((one) => one !== undefined);
  }

  /** Cached: a cluster has a handful of sockets, and each dialog names two. */
  private hostOf(socket: string | undefined): string | undefined {
    if (socket === undefined || socket.length > LONGEST_SOCKET) return undefined;
    if (this.hosts.has(socket)) return this.hosts.get(socket);
    const host = listenerHost(socket);
    if (this.hosts.size < MOST_LISTENERS) this.hosts.set(socket, host);
    return host;
  }

  private usesHost(cluster: number, node: number, host: string): boolean {
    const key = `${cluster} ${node} ${host}`;
    if (this.used.has(key) || this.used.size >= MOST_LISTENERS) return false;
    const had = this.has(cluster, node, host);
    this.used.add(key);
    return !had;
  }

  private has(cluster: number, node: number, host: string): boolean {
    if (this.used.has(`${cluster} ${node} ${host}`)) return true;
    const member = `${cluster} ${node}`;
    const owners = this.owners(host);
    const described = this.described.get(host) ?? NOBODY;
    if (owners.length + described.size === 0 || described.has(member)) return true;
    return owners.some((owner) => owner.cluster === cluster && owner.node === node);
  }

  private describe(cluster: number, node: number, fields: Fields): void {
    const address = textOf(fields, 'sip_addr') ?? '';
    const bare = /^(?:[a-z]+:)?\[?([0-9a-f.:]+?)\]?(?::\d+)?$/i.exec(address)?.[1];
    const host = listenerHost(address) ?? (bare === undefined ? undefined : uncompressed(bare));
    if (host === undefined || node <= 0) return;
    const members = this.described.get(host) ?? new Set<string>();
    if (this.described.size >= MOST_LISTENERS || members.size >= MOST_MEMBERS) return;
    members.add(`${cluster} ${node}`);
    this.described.set(host, members);
  }

  /** Nodes that have this address. */
  private owners(host: string): readonly Membership[] {
    const { directory, endpoints } = this.context;
    const bytes = this.bytesOf(host);
    const address = bytes === undefined ? undefined : endpoints.findAddress(bytes);
    return address === undefined ? NO_OWNERS : directory.membershipsOf(address);
  }

  private bytesOf(host: string): Uint8Array | undefined {
    const { addresses } = this;
    if (addresses.has(host)) return addresses.get(host);
    const numbers = addressBytes(host);
    const bytes = numbers === undefined ? undefined : Uint8Array.from(numbers);
    if (addresses.size < MOST_LISTENERS) addresses.set(host, bytes);
    return bytes;
  }
}

const NO_OWNERS: readonly Membership[] = [];
const NOBODY: ReadonlySet<string> = new Set();
const NONE: readonly string[] = [];
