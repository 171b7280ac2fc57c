import type { PacketLayers } from '../../decoders/packet-layers.ts';
import { TcpFlag } from '../../decoders/packet-layers.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import { FilePart } from '../capture/file-part.ts';
import type { Frame } from '../capture/frame.ts';
import type { TimeBase } from '../capture/time-base.ts';
import type { AddressId, EndpointId, SourceId } from '../ids.ts';
import { Counters } from '../reassembly/counters.ts';
import { Observer } from '../reassembly/observer.ts';
import type { ObserverOptions } from '../reassembly/options.ts';
import type { Payload } from '../reassembly/payload.ts';
import type { SegmentSink } from '../reassembly/segment-sink.ts';
import type { TcpStreams } from '../reassembly/tcp-streams.ts';
import type { Observation } from '../store/observations.ts';
import type { EndpointTable } from '../tables/endpoints.ts';

/** Frames at the beginning of a file that are looked at. */
const HEAD = 256;
/** Between two files of one capture there is no longer silence than this, in nanoseconds. */
const LONGEST_PAUSE = 300e9;
/** What is farther from the byte that was to come belongs to another connection of the same ports. */
const FARTHEST = 1024 * 1024;
/** Nodes ping each other every few seconds: what an observer has not seen for so long it does not see. */
const LONGEST_SILENCE = 10e9;
/** One in so many connections may look otherwise: segments are lost, and sent again. */
const EXCEPTIONS = 2;

/** Where people find a frame. */
export interface FramePlace {
  /** Name of its file. */
  readonly capture: string;
  /** Counted from 1, as tshark does. */
  readonly no: number;
}

/** What is known of the sources as far as they were read. */
export interface ReadSoFar {
  readonly sources: readonly CaptureSource[];
  readonly endpoints: EndpointTable;
  readonly clock: TimeBase;
  readonly options: ObserverOptions;
  hasEnded(source: CaptureSource): boolean;
  /** Of a source with frames, the time of the last one. */
  lastTimeOf(source: CaptureSource): number;
  /** Nanoseconds from its first frame to its last one. */
  lengthOf(source: CaptureSource): number;
  streamsOf(source: CaptureSource): TcpStreams;
}

/**
 * Capturing programs begin a new file by size or time (tcpdump -C and -G, dumpcap -b). Such files are one
 * observer with one clock: what goes on from one file to the next is one connection. They are known by
 * their content: a file begins when another one has ended, and its TCP connections go on with the very
 * bytes that came next there. Another observer of the same connections would show bytes once more, or
 * connections that the first one never saw.
 */
export class Succession {
  /** By source, once it has begun: the first file of the capture that it belongs to. */
  private readonly roots: CaptureSource[] = [];
  /** By first file, the last one so far. */
  private readonly latest = new Map<FilePart, FilePart>();
  private readonly known: ReadSoFar;

  constructor(known: ReadSoFar) {
    this.known = known;
  }

  /** Undefined before the source has begun. */
  rootOf(source: SourceId): CaptureSource | undefined {
    return this.roots[source];
  }

  /** The file that a frame of a source is in, and its number there. */
  placeOf({ source, frame }: Pick<Observation, 'source' | 'frame'>): FramePlace {
    const capture = this.known.sources[source];
    const { name = '', number } =
      capture instanceof FilePart ? capture.placeOf(frame) : { name: capture?.name, number: frame };
    return { capture: name, no: number };
  }

  /** The source's first frame is there. False where more has to come to tell whether it goes on from another. */
  begin(source: CaptureSource): boolean {
    if (!(source instanceof FilePart)) {
      this.roots[source.id] = source;
      return true;
    }
    const ended = [...this.latest].filter(([root, last]) => this.mayEndBefore(root, last, source));
    const frames = ended.length === 0 ? [] : source.lookAhead(HEAD);
    if (frames === undefined) return false;
    const root = this.predecessor(
      ended.map(([first]) => first),
      frames,
    );
    const isSequel = root?.append(source) === true;
    this.roots[source.id] = isSequel ? root : source;
    this.latest.set(isSequel ? root : source, source);
    return true;
  }

  private mayEndBefore(root: FilePart, last: FilePart, source: FilePart): boolean {
    const { known } = this;
    if (!known.hasEnded(last) || !root.isLike(source)) return false;
    const pause = source.frame.time - known.lastTimeOf(root);
    return pause >= 0 && pause <= LONGEST_PAUSE;
  }

  private predecessor(ended: readonly FilePart[], frames: readonly Frame[]): FilePart | undefined {
    if (ended.length === 0) return undefined;
    const { known } = this;
    const head = this.headOf(frames);
    const [best] = ended
      .map((root) => ({
        root,
        score: scoreOf(head, this.before(root)),
        lastTime: known.lastTimeOf(root),
      }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || b.lastTime - a.lastTime);
    return best?.root;
  }

  private before(root: FilePart): Before {
    const { endpoints, streamsOf, lengthOf } = this.known;
    const streams = streamsOf(root);
    const wasLong = lengthOf(root) >= LONGEST_SILENCE;
    const common = commonHosts(streams, endpoints);
    const isCommon = (end: EndpointId) => common.has(endpoints.addressOf(end));
    const mayShow = (sender: EndpointId, receiver: EndpointId) =>
      !wasLong && (common.size === 0 || isCommon(sender) || isCommon(receiver));
    return { streams, mayShow };
  }

  private headOf(frames: readonly Frame[]): Head {
    const head = new Head();
    const observer = new Observer({
      endpoints: this.known.endpoints,
      messages: { push: () => -1, retransmitted: () => {}, gap: () => {} },
      segments: head,
      clock: this.known.clock,
      counters: new Counters(),
      options: this.known.options,
    });
    for (const frame of frames) observer.push(frame);
    return head;
  }
}

/** What an observer saw until its file ended. */
interface Before {
  readonly streams: TcpStreams;
  /** May there be a connection between the two of which nothing was seen yet? */
  mayShow(sender: EndpointId, receiver: EndpointId): boolean;
}

interface Beginning {
  readonly sender: EndpointId;
  readonly receiver: EndpointId;
  readonly sequence: number;
}

/** Where in each connection a file begins. */
class Head implements SegmentSink {
  readonly beginnings: Beginning[] = [];

  /** It is over before anything is forgotten. */
  wantEndpoints(): void {}

  segment(layers: PacketLayers, _payload: Payload, sender: EndpointId, receiver: EndpointId): void {
    const { tcpFlags, sequence } = layers;
    if (this.beginnings.some((one) => one.sender === sender && one.receiver === receiver)) return;
    // A connection that begins here tells nothing of what was before, and a reset has any number.
    const isNew = (tcpFlags & (TcpFlag.Syn | TcpFlag.Rst)) !== 0;
    this.beginnings.push({ sender, receiver, sequence: isNew ? -1 : sequence });
  }

  finish(): void {}
}

/** How many connections go on; 0 where too many do not. */
function scoreOf({ beginnings }: Head, { streams, mayShow }: Before): number {
  const goOn = new Set<string>();
  const others = new Set<string>();
  for (const { sender, receiver, sequence } of beginnings) {
    if (sequence < 0) continue;
    const connection = `${Math.min(sender, receiver)} ${Math.max(sender, receiver)}`;
    const next = streams.nextOf(sender, receiver);
    if (next === undefined) {
      // A host that only acknowledges has sent nothing by which it could be told where it stands.
      if (!streams.knows(sender, receiver) && !mayShow(sender, receiver)) others.add(connection);
      continue;
    }
    const ahead = (sequence - next) | 0;
    // A keep-alive repeats the last byte.
    (ahead >= -1 && ahead < FARTHEST ? goOn : others).add(connection);
  }
  return others.size * EXCEPTIONS <= goOn.size ? goOn.size : 0;
}

/** Hosts that are an end of every connection: the one on which an observer stands, none where it stands between. */
function commonHosts(streams: TcpStreams, endpoints: EndpointTable): ReadonlySet<AddressId> {
  let common: Set<AddressId> | undefined;
  for (const { sender, receiver } of streams.connections) {
    const ends = [endpoints.addressOf(sender), endpoints.addressOf(receiver)];
    common = new Set(common === undefined ? ends : ends.filter((end) => common?.has(end)));
  }
  return common ?? new Set();
}
