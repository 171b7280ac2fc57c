import { BACKENDS, type BackendName } from '../../capture/live/backends.ts';
import { defaultFilter, untaggedFilter } from '../../capture/live/default-filter.ts';
import { isTcpAddress } from '../../capture/remote/host-port.ts';
import type { RemoteRequest } from '../../capture/remote/open-remote.ts';
import type { PortOptions } from '../../reassembly/options.ts';
import { ownTraffic, sharedTraffic, terminalTraffic, withoutOwn } from '../reading/own-traffic.ts';
import { UsageError } from '../usage-error.ts';
import type { CommonValues } from './common-options.ts';
import { remoteRequests } from './remote-requests.ts';
import { shareRequests } from './share-requests.ts';

/**
 * The live sources that -d, --ssh, --hep, --follow and tcp:// addresses among the files ask for. Throws a
 * UsageError.
 */
export function liveRequests(
  values: CommonValues,
  files: readonly string[],
  ports: PortOptions,
): readonly RemoteRequest[] {
  const { device: devices = [], bpf, ssh = [] } = values;
  const backend = backendOf(values.backend ?? 'auto');
  const interfaces = devices.filter((device) => !isTcpAddress(device));
  const wanted = { sip: ports.sipPorts, bin: ports.binPorts, anyPort: ports.anyPort };
  // Not every link layer has VLAN tags: a filter that is refused with them is tried again without.
  const filters = bpf === undefined ? [defaultFilter(wanted), untaggedFilter(wanted)] : [bpf];
  const shares = shareRequests(values);
  const without = (own: readonly string[]) => filters.map((filter) => withoutOwn(filter, own));
  const remote = remoteRequests(values, { files, devices }, without(sharedTraffic(shares)));
  if (bpf !== undefined && interfaces.length + ssh.length === 0) {
    throw new UsageError('-f is for what captures: name an interface with -d, or a host with --ssh');
  }
  if (values.duration !== undefined && interfaces.length + remote.length === 0) {
    throw new UsageError('--duration is for live capture: name an interface with -d');
  }
  if (interfaces.length === 0) return remote;
  // The default filter lets through SIP and BIN ports only, so it does not capture our own ssh traffic.
  const seesAll = bpf !== undefined || ports.anyPort;
  const terminal = seesAll ? terminalTraffic(process.env) : [];
  const others = without([...ownTraffic(remote, shares), ...terminal]);
  const live = [...new Set(interfaces)].map(
    (device): RemoteRequest => ({ kind: 'live', device, backend, filters: others }),
  );
  return [...live, ...remote];
}

function backendOf(name: string): BackendName | 'auto' {
  const found = BACKENDS.find((one) => one === name);
  if (found !== undefined) return found;
  if (name === 'auto') return name;
  throw new UsageError(`--backend ${JSON.stringify(name)}: there are auto, ${BACKENDS.join(', ')}`);
}
