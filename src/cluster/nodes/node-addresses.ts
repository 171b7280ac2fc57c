import { isIP } from 'node:net';
import type { EndpointId } from '../../ids.ts';
import { Transport } from '../../reassembly/carried-message.ts';
import { type EndpointTable, EPHEMERAL } from '../../tables/endpoints.ts';

/** Where one node is to be found. */
export interface NodeAddresses {
  /** BIN listeners, `10.9.0.2:5555`. */
  readonly listeners: readonly string[];
  /** Addresses from which it connects, if no listener has the same. */
  readonly outgoing: readonly string[];
  readonly sip: readonly SipListener[];
}

export interface SipListener {
  readonly transport: Transport;
  readonly address: string;
}

/** Most addresses of one node. */
const MOST = 256;
/** spec bin-core 3 */
const BIN_PORT = 5555;

/** The addresses of one node, learned from the endpoints of its packets and from descriptions. */
export class AddressBook {
  private readonly listeners = new Set<string>();
  private readonly receivers = new Set<EndpointId>();
  private readonly senders = new Set<EndpointId>();
  private readonly sip = new Map<string, SipListener>();

  /** A packet for the node was sent there, over a connection that its peer opened. */
  received(endpoint: EndpointId, endpoints: EndpointTable): void {
    // Nearly all packets go where others went before.
    if (this.receivers.has(endpoint)) return;
    if (this.receivers.size < MOST) this.receivers.add(endpoint);
    if (this.listeners.size < MOST) this.listeners.add(endpoints.text(endpoint));
  }

  /** A packet of the node was sent from there. */
  sent(endpoint: EndpointId): void {
    if (this.senders.size < MOST) this.senders.add(endpoint);
  }

  /** `bin:10.9.0.2:5555` in a description; host names are ignored. */
  described(url: string): void {
    const address = addressOfUrl(url);
    if (address !== undefined && this.listeners.size < MOST) this.listeners.add(address);
  }

  /** SIP arrives at this address of the node, or a datagram leaves from it. */
  sipAt(endpoint: EndpointId, transport: Transport, endpoints: EndpointTable): void {
    if (transport !== Transport.Udp && endpoints.portOf(endpoint) >= EPHEMERAL) return;
    const key = `${transport} ${endpoint}`;
    if (this.sip.has(key) || this.sip.size >= MOST) return;
    this.sip.set(key, { transport, address: endpoints.text(endpoint) });
  }

  read(endpoints: EndpointTable): NodeAddresses {
    const listeners = [...this.listeners].sort();
    const hosts = new Set(listeners.map(hostOf));
    const outgoing = [...this.senders].map((one) => endpoints.addressText(endpoints.addressOf(one)));
    return {
      listeners,
      outgoing: [...new Set(outgoing)].filter((host) => !hosts.has(host)).sort(),
      sip: [...this.sip.values()].sort(
        (a, b) => a.transport - b.transport || compareText(a.address, b.address),
      ),
    };
  }
}

/** `host:port` as endpoints are written; undefined if the host is a name. */
function addressOfUrl(url: string): string | undefined {
  const parts = /^bins?:(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(url.trim());
  if (parts === null) return undefined;
  const host = parts[1] ?? parts[2] ?? '';
  const port = parts[3] ?? String(BIN_PORT);
  if (isIP(host) === 4) return `${host}:${port}`;
  if (isIP(host) !== 6) return undefined;
  // In the notation of RFC 5952.
  return `${new URL(`http://[${host}]/`).hostname}:${port}`;
}

function hostOf(address: string): string {
  return address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
