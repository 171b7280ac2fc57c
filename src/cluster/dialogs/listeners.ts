import type { AnalysisContext } from '../analysis-context.ts';
import type { DialogVersion } from './dialog-model.ts';

/** Nodes and listeners that are remembered. */
const MOST_LISTENERS = 50_000;

/**
 * Whose listeners the sockets of dialogs are. A receiver takes a replicated dialog only if caller_sock
 * and callee_sock name listeners of its own (spec bin-capabilities 5.1.5). No packet lists listeners, so:
 * - a tag (no protocol and address) is taken to exist everywhere: that is what tags are for;
 * - an address that is known as another node's, and not as the receiver's, is not the receiver's;
 * - so is one that only one node ever sent dialogs with, where the receiver sent others with its own;
 * - any other address is taken to be shared (a virtual address).
 * What a node does with a dialog overrules this: who acts on it has its listeners.
 */
export class Listeners {
  private readonly context: AnalysisContext;
  /** `cluster node host` that a node was seen to use itself. */
  private readonly used = new Set<string>();
  /** By cluster and host, who sent dialogs with it. */
  private readonly users = new Map<string, Set<number>>();
  /** `cluster node` that sent dialogs at all. */
  private readonly senders = new Set<string>();
  private nodesByHost = new Map<string, Set<string>>();
  private revision = -1;

  constructor(context: AnalysisContext) {
    this.context = context;
  }

  /** The node handles a dialog with these sockets. */
  uses(cluster: number, node: number, version: DialogVersion): void {
    this.senders.add(`${cluster} ${node}`);
    for (const host of hostsOf(version)) {
      if (this.used.size >= MOST_LISTENERS) return;
      this.used.add(`${cluster} ${node} ${host}`);
      const users = this.users.get(`${cluster} ${host}`) ?? new Set<number>();
      users.add(node);
      this.users.set(`${cluster} ${host}`, users);
    }
  }

  /** The socket that the node lacks; undefined where it has both. */
  lacking(cluster: number, node: number, version: DialogVersion): string | undefined {
    for (const socket of [version.callerSocket, version.calleeSocket]) {
      const host = hostOf(socket);
      if (host !== undefined && !this.has(cluster, node, host)) return socket;
    }
    return undefined;
  }

  private has(cluster: number, node: number, host: string): boolean {
    if (this.used.has(`${cluster} ${node} ${host}`)) return true;
    const owners = this.owners(host);
    if (owners.size > 0) return owners.has(`${cluster} ${node}`);
    const users = this.users.get(`${cluster} ${host}`);
    const isOthers = users !== undefined && users.size === 1 && !users.has(node);
    return !(isOthers && this.senders.has(`${cluster} ${node}`));
  }

  /** Nodes whose address it is, as `cluster node`. */
  private owners(host: string): ReadonlySet<string> {
    const { directory, endpoints } = this.context;
    if (directory.revision !== this.revision) {
      this.revision = directory.revision;
      this.nodesByHost = new Map();
      for (let address = 0; address < endpoints.addressCount; address++) this.index(address);
    }
    return this.nodesByHost.get(host) ?? NOBODY;
  }

  private index(id: number): void {
    const { directory, endpoints } = this.context;
    const address = id as Parameters<typeof directory.membershipsOf>[0];
    const memberships = directory.membershipsOf(address);
    if (memberships.length === 0) return;
    const owners = new Set(memberships.map(({ cluster, node }) => `${cluster} ${node}`));
    this.nodesByHost.set(endpoints.addressText(address), owners);
  }
}

const NOBODY: ReadonlySet<string> = new Set();

function hostsOf({ callerSocket, calleeSocket }: DialogVersion): readonly string[] {
  return [callerSocket, calleeSocket].flatMap((socket) => hostOf(socket) ?? []);
}

/** `udp:192.0.2.1:5060`, `tls:[2001:db8::1]:5061`; undefined for a tag such as `udp:public`. */
function hostOf(socket: string | undefined): string | undefined {
  const parts = /^[a-z_]+:(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):\d+$/i.exec(socket ?? '');
  return (parts?.[1] ?? parts?.[2])?.toLowerCase();
}
