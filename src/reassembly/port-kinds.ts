import { GTP_U_PORT } from '../../decoders/tunnel/gtp-u.ts';
import { TZSP_PORT } from '../../decoders/tunnel/tzsp.ts';
import { UNREAD_TUNNELS } from '../../decoders/tunnel/unread-tunnels.ts';
import { VXLAN_GPE_PORT } from '../../decoders/tunnel/vxlan-gpe.ts';
import type { PortOptions, TunnelOptions } from './options.ts';

/** What a port is expected to carry, as bits. */
export const PortKind = {
  Sip: 1,
  Bin: 2,
  Vxlan: 4,
  SipOverTls: 8,
  BinOverTls: 16,
  Geneve: 32,
  UnreadTunnel: 64,
  /** Of a tunnel that always has this port. */
  Tunnel: 128,
} as const;

/** What each port may carry, indexed by port number. Numbers that are no ports are ignored. */
export function portKinds(options: PortOptions & Partial<TunnelOptions>): Uint8Array {
  const kinds = new Uint8Array(0x1_0000);
  mark(kinds, options.sipPorts, PortKind.Sip);
  mark(kinds, options.binPorts, PortKind.Bin);
  mark(kinds, options.sipTlsPorts, PortKind.SipOverTls);
  mark(kinds, options.binTlsPorts, PortKind.BinOverTls);
  mark(kinds, options.vxlanPorts ?? [], PortKind.Vxlan);
  mark(kinds, options.genevePorts ?? [], PortKind.Geneve);
  mark(kinds, [GTP_U_PORT, TZSP_PORT, VXLAN_GPE_PORT], PortKind.Tunnel);
  mark(
    kinds,
    UNREAD_TUNNELS.map(({ port }) => port),
    PortKind.UnreadTunnel,
  );
  return kinds;
}

function mark(kinds: Uint8Array, ports: readonly number[], kind: number): void {
  for (const port of ports) if (port in kinds) kinds[port] = (kinds[port] as number) | kind;
}
