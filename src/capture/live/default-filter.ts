export interface FilterPorts {
  readonly sip: readonly number[];
  readonly bin: readonly number[];
  /** Messages are also looked for on all other ports. */
  readonly anyPort: boolean;
}

/**
 * What is captured unless somebody says otherwise: both kinds of ports; of IP, all fragments, which have
 * no ports but in the first; and the same behind a VLAN tag, where `vlan` moves all offsets that follow.
 */
export function defaultFilter({ sip, bin, anyPort }: FilterPorts): string {
  const ports = [...new Set([...sip, ...bin])].map((port) => `port ${port}`).join(' or ');
  const wanted = anyPort ? 'tcp or udp' : ports;
  const all = `${wanted} or ${FRAGMENTS}`;
  return `(${all}) or (vlan and (${all}))`;
}

/** The same where the link layer knows no VLAN tags: Linux cooked captures (`any`) and loopback. */
export function untaggedFilter({ sip, bin, anyPort }: FilterPorts): string {
  const ports = [...new Set([...sip, ...bin])].map((port) => `port ${port}`).join(' or ');
  return `${anyPort ? 'tcp or udp' : ports} or ${FRAGMENTS}`;
}

/** IPv4: offset or more-fragments; IPv6: a fragment header. */
const FRAGMENTS = '(ip[6:2] & 0x3fff != 0) or (ip6 proto 44)';
