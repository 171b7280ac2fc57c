export interface FilterPorts {
  readonly sip: readonly number[];
  readonly bin: readonly number[];
  /** Look for messages on all other ports, too. */
  readonly anyPort: boolean;
}

/**
 * What is captured unless a filter is given: the ports of SIP and BIN, and all IP fragments, as only the
 * first of a datagram has ports. Then all that once more behind a VLAN tag: in libpcap, `vlan` shifts all
 * offsets that follow it.
 */
export function defaultFilter({ sip, bin, anyPort }: FilterPorts): string {
  const ports = [...new Set([...sip, ...bin])].map((port) => `port ${port}`).join(' or ');
  const wanted = anyPort ? 'tcp or udp' : ports;
  const all = `${wanted} or ${FRAGMENTS}`;
  return `(${all}) or (vlan and (${all}))`;
}

/** The same for link types without VLAN tags: Linux cooked captures (`any`) and loopback. */
export function untaggedFilter({ sip, bin, anyPort }: FilterPorts): string {
  const ports = [...new Set([...sip, ...bin])].map((port) => `port ${port}`).join(' or ');
  return `${anyPort ? 'tcp or udp' : ports} or ${FRAGMENTS}`;
}

/** IPv4: More Fragments set or an offset; IPv6: a fragment header. */
const FRAGMENTS = '(ip[6:2] & 0x3fff != 0) or (ip6 proto 44)';
