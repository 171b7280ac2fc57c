import { uncompressedIpv6 } from '../../../decoders/sip/uri-equality.ts';

/** The host in `udp:192.0.2.1:5060` or `tls:[2001:db8::1]:5061`; undefined for a tag such as `udp:public`. */
export function listenerHost(socket: string): string | undefined {
  const parts = /^[a-z_]+:(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):\d+$/i.exec(socket);
  const host = parts?.[1] ?? parts?.[2];
  return host === undefined ? undefined : uncompressed(host);
}

/** Listeners are written with all groups of an IPv6 address. */
export function uncompressed(host: string): string {
  const lower = host.toLowerCase();
  return lower.includes(':') ? uncompressedIpv6(lower) : lower;
}
