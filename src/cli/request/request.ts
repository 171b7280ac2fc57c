import { accessSync, constants, fstatSync } from 'node:fs';
import type { Instant } from '../../capture/instant.ts';
import { type HostPort, isTcpAddress } from '../../capture/remote/host-port.ts';
import type { SessionOptions } from '../../engine/session-options.ts';
import { nearest } from '../../filter/suggestion.ts';
import type { Rotation } from '../../output/frames/output-files.ts';
import { wantsAscii } from '../../output/text/ascii-text.ts';
import { DEFAULT_PORTS, type PortOptions } from '../../reassembly/options.ts';
import { COMMAND_NAMES } from '../command-names.ts';
import { type Selection, selectionOf } from '../commands/selection.ts';
import { LIVE_EXAMPLE } from '../help-texts.ts';
import { roomForState } from '../memory-room.ts';
import { readAhead } from '../reading/read-ahead.ts';
import { tell } from '../tell.ts';
import { UsageError } from '../usage-error.ts';
import { captureFilterAdvice, isCaptureFilter } from './capture-filter-words.ts';
import type { CommonValues } from './common-options.ts';
import { liveRequests } from './live-requests.ts';
import { sortOperands } from './operands.ts';
import { portList } from './ports.ts';
import { rotateRequest } from './rotate-request.ts';
import { type HepTarget, shareRequests } from './share-requests.ts';
import { parseSeconds } from './sizes.ts';
import { spoolRequest } from './spool-request.ts';
import { parseTime } from './time-argument.ts';

/** What the common options ask for, parsed and checked. */
export interface Request {
  /** At least one, unless something is captured live; `-` is standard input. */
  readonly files: readonly string[];
  readonly session: SessionOptions;
  readonly selection: Selection;
  /** Filters that were given without -F: they may have been meant as files. */
  readonly bareFilters: readonly string[];
  readonly all: boolean;
  readonly since: Instant | undefined;
  readonly until: Instant | undefined;
  /** The time of which reports tell the state (--at); the end of the capture if not given. */
  readonly at: Instant | undefined;
  /** False with --no-align. */
  readonly align: boolean;
  /** Messages after which to stop; infinity if not given. */
  readonly count: number;
  /** Seconds after which a live capture ends; undefined: when the user ends it. */
  readonly duration: number | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly utc: boolean;
  /** Nothing but ASCII, in what people read. */
  readonly ascii: boolean;
  /** False with --no-color. */
  readonly colour: boolean;
  /** Path of a pcapng to write. */
  readonly output: string | undefined;
  /** When `output` is continued in a new file (--rotate). */
  readonly rotation: Rotation;
  /** Where frames are offered to others. */
  readonly serve: HostPort | undefined;
  /** Where SIP goes to as HEP. */
  readonly hepSend: HepTarget | undefined;
}

/** Throws a UsageError. */
export function requestOf(operands: readonly string[], values: CommonValues): Request {
  const words = operands.join(' ');
  // As tcpdump and sngrep take it: -d eth0 port 5060.
  if (hasInterface(values) && values.bpf === undefined && isCaptureFilter(words))
    return requestOf([], { ...values, bpf: words });
  const { files, filters, captureFilter } = sortOperands(operands);
  if (values.rotate !== undefined && values.O === undefined)
    throw new UsageError('--rotate is for the file that -O names');
  const utc = values.utc ?? false;
  const ports = {
    ...DEFAULT_PORTS,
    ...(values.sipPort === undefined ? {} : { sipPorts: portList('--sip-port', values.sipPort) }),
    ...(values.binPort === undefined ? {} : { binPorts: portList('--bin-port', values.binPort) }),
    anyPort: values.anyPort ?? false,
  };
  const named = [...(values.input ?? []), ...files];
  if (captureFilter !== undefined) takeCaptureFilter(captureFilter, filters, named.length > 0, values);
  const keyLogs = values.keylog ?? keyLogOfEnvironment();
  const remote = liveRequests(values, named, keyLogs.length > 0 ? withTls(ports) : ports);
  return {
    session: {
      ...ports,
      utc,
      remote,
      keyLogs,
      spool: spoolRequest(values),
      room: roomForState(),
      readAhead: readAhead(),
    },
    duration: values.duration === undefined ? undefined : parseSeconds('--duration', values.duration),
    selection: selectionOf({ ...values, texts: [...(values.filter ?? []), ...filters] }),
    bareFilters: filters,
    all: values.all ?? false,
    since: values.since === undefined ? undefined : parseTime('--since', values.since, utc),
    until: values.until === undefined ? undefined : parseTime('--until', values.until, utc),
    at: values.at === undefined ? undefined : parseTime('--at', values.at, utc),
    align: values.align ?? true,
    count: values.count === undefined ? Number.POSITIVE_INFINITY : messageCount(values.count),
    json: values.json ?? false,
    quiet: values.quiet ?? false,
    utc,
    ascii: values.ascii ?? wantsAscii(),
    colour: values.color ?? true,
    ...shareRequests(values),
    output: values.O === undefined ? undefined : outputPath(values.O),
    rotation: rotateRequest(values.rotate ?? []),
    // Last, because a mistake in an option is more helpful to hear of than that no capture was named.
    files: inputs(
      named.filter((file) => !isTcpAddress(file)),
      filters,
      remote.length > 0,
    ),
  };
}

/** Says that a capture filter is taken as a display filter. Throws a UsageError where something is captured. */
function takeCaptureFilter(
  text: string,
  filters: readonly string[],
  namesFiles: boolean,
  values: CommonValues,
): void {
  if (!namesFiles || hasInterface(values)) throw new UsageError(captureFilterAdvice(text) ?? text);
  const both = /^(?:udp|tcp)\b/.test(text) ? ', over UDP and TCP' : '';
  tell(`"${text}" is a capture filter; taken as the display filter ${filters.join(' ')}${both}`);
}

/** As `requestOf`, for commands that show messages, not the state at a time. Throws a UsageError. */
export function messagesRequestOf(operands: readonly string[], values: CommonValues): Request {
  const request = requestOf(operands, values);
  if (request.at === undefined) return request;
  throw new UsageError('--at is for reports on state; messages have --since and --until');
}

/**
 * The key log that browsers and curl write. The variable is meant for them, so it is no error if the file is
 * missing.
 */
function keyLogOfEnvironment(): readonly string[] {
  const path = process.env.SSLKEYLOGFILE ?? '';
  try {
    accessSync(path, constants.R_OK);
    return [path];
  } catch {
    return [];
  }
}

/** The TLS ports are captured as well once there are keys to read them with. */
function withTls(ports: PortOptions): PortOptions {
  const { sipPorts, binPorts, sipTlsPorts, binTlsPorts } = ports;
  return { ...ports, sipPorts: [...sipPorts, ...sipTlsPorts], binPorts: [...binPorts, ...binTlsPorts] };
}

function messageCount(text: string): number {
  if (/^\d{1,15}$/.test(text) && Number(text) > 0) return Number(text);
  const habit = /^(?:n|-.*)$/.test(text) ? '; addresses are never looked up, without an option' : '';
  throw new UsageError(`-n ${JSON.stringify(text)}: takes a number of messages from 1 on${habit}`);
}

function outputPath(path: string): string {
  if (path !== '-' && path !== '') return path;
  throw new UsageError('-O writes a file, not to standard output; name one: -O selected.pcapng');
}

/** The captures to read; standard input where none is named and something is piped into it. */
function inputs(files: readonly string[], filters: readonly string[], isLive: boolean): readonly string[] {
  if (files.filter((file) => file === '-').length > 1) {
    throw new UsageError('standard input (-) can be read only once');
  }
  if (files.length > 0 || isLive) return files;
  if (isPiped()) return ['-'];
  const [first] = filters;
  throw new UsageError(first === undefined ? NOTHING_TO_READ : filterAlone(first));
}

/** A pipe or a file, as a shell connects it; not a terminal, not /dev/null. */
function isPiped(): boolean {
  try {
    const stats = fstatSync(0);
    return stats.isFIFO() || stats.isFile() || stats.isSocket();
  } catch {
    return false;
  }
}

function filterAlone(filter: string): string {
  const command = nearest(filter, COMMAND_NAMES);
  const meant = command === undefined ? '' : ` Did you mean the command "${command}"?`;
  return `${filter}: no such file; as a display filter it needs a capture: syncgrep FILE FILTER.${meant}`;
}

export const NOTHING_TO_READ = `there is nothing to read: name captures, or pipe one in. Examples:
  syncgrep capture.pcap                      look at it
  syncgrep node1.pcap node2.pcap node3.pcap  several nodes, captured at the same time
  syncgrep capture.pcap aor:1000             what concerns 1000: SIP and replication
  ${LIVE_EXAMPLE}
More: syncgrep --help`;

function hasInterface({ device = [], ssh = [] }: CommonValues): boolean {
  return device.length + ssh.length > 0;
}
