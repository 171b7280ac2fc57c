import { BACKENDS, type BackendName } from '../capture/live/backends.ts';
import { defaultFilter, untaggedFilter } from '../capture/live/default-filter.ts';
import type { LiveRequest } from '../capture/live/open-live.ts';
import type { PortOptions } from '../reassembly/options.ts';
import type { CommonValues } from './common-options.ts';
import { UsageError } from './usage-error.ts';

/** What -d, -f and --backend ask for. Throws a UsageError. */
export function liveRequests(values: CommonValues, ports: PortOptions): readonly LiveRequest[] {
  const { device: devices = [], bpf } = values;
  const backend = backendOf(values.backend ?? 'auto');
  if (devices.length === 0 && (bpf !== undefined || values.duration !== undefined)) {
    throw new UsageError('-f and --duration are for live capture: name an interface with -d');
  }
  const wanted = { sip: ports.sipPorts, bin: ports.binPorts, anyPort: ports.anyPort };
  // Not every link layer knows VLAN tags: what is refused with them is asked for without.
  const filters = bpf === undefined ? [defaultFilter(wanted), untaggedFilter(wanted)] : [bpf];
  return [...new Set(devices)].map((device) => ({ device, backend, filters }));
}

function backendOf(name: string): BackendName | 'auto' {
  const found = BACKENDS.find((one) => one === name);
  if (found !== undefined) return found;
  if (name === 'auto') return name;
  throw new UsageError(`--backend ${JSON.stringify(name)}: there are auto, ${BACKENDS.join(', ')}`);
}
