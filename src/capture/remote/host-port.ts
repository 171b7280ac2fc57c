import { isIPv6 } from 'node:net';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** Parses `host:port`, `[::1]:port`, or `port` alone if a host is `assumed`; undefined for anything else. */
export function parseHostPort(text: string, assumed?: string): HostPort | undefined {
  const [, six, name, digits = ''] = /^(?:(?:\[([^\]]*)\]|([^[\]:/@\s]+)):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const host = six ?? name ?? assumed;
  if (digits === '' || port < 1 || port > 65_535 || host === undefined) return undefined;
  return six === undefined || isIPv6(six) ? { host, port } : undefined;
}

export function hostPortText({ host, port }: HostPort): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const TCP = 'tcp://';

/** Is it the address of a capture over TCP, rather than a path? */
export function isTcpAddress(text: string): boolean {
  return text.startsWith(TCP);
}

/** Parses `tcp://host:port`. */
export function parseTcpAddress(text: string): HostPort | undefined {
  return isTcpAddress(text) ? parseHostPort(text.slice(TCP.length).replace(/\/$/, '')) : undefined;
}
