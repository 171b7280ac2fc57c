import type { CaptureSource } from '../../capture/capture-source.ts';
import { FilePart } from '../../capture/file-part.ts';
import type { Frame } from '../../capture/frame.ts';
import { type LaterName, laterName } from '../../capture/rotated-names.ts';
import type { TimeBase } from '../../capture/time-base.ts';
import type { EndpointId, SourceId } from '../../ids.ts';
import { Counters } from '../../reassembly/counters.ts';
import { Observer } from '../../reassembly/observer.ts';
import type { ObserverOptions } from '../../reassembly/options.ts';
import type { TcpStreams } from '../../reassembly/tcp/tcp-streams.ts';
import type { Observation } from '../../store/observations.ts';
import type { EndpointTable } from '../../tables/endpoints.ts';
import { commonHosts, type EarlierFile, FileHead, scoreOf } from './file-head.ts';
import { ObservationPoint } from './observation-point.ts';

/** Frames at the beginning of a file that are looked at. */
const HEAD = 256;
/**
 * If the first frames could all be from one host, more are looked at, up to this number of frames and bytes: a burst
 * is shorter than that.
 */
const LONGEST_HEAD = 4096;
const MOST_BYTES = 4 * 1024 * 1024;
/** Between two that nothing else joins. */
const SHORT_PAUSE = 10e9;
/** Between two files of one capture there is no longer silence than this, in nanoseconds. */
const LONGEST_PAUSE = 300e9;
/** Nodes ping each other every few seconds: what an observer has not seen for so long it does not see. */
const LONGEST_SILENCE = 10e9;
/** After the first frames of a file, one in so many is used to find out where its observer captured. */
const SAMPLE = 16;

/** Where people find a frame. */
export interface FramePlace {
  /** Name of its file. */
  readonly capture: string;
  /** Counted from 1, as tshark does. */
  readonly no: number;
}

/** What is known of the sources that were read so far. */
export interface ReadSoFar {
  readonly sources: readonly CaptureSource[];
  readonly endpoints: EndpointTable;
  readonly clock: TimeBase;
  readonly options: ObserverOptions;
  hasEnded(source: CaptureSource): boolean;
  /** Time of the last frame of a source that has frames. */
  lastTimeOf(source: CaptureSource): number;
  /** Nanoseconds from its first frame to its last one. */
  lengthOf(source: CaptureSource): number;
  streamsOf(source: CaptureSource): TcpStreams;
}

/**
 * Joins files that one capturing program wrote one after the other. Such programs begin a new file by size or time
 * (tcpdump -C and -G, dumpcap -b). The files have one observer and one clock, and connections go on from one file to
 * the next. A file continues another one if it begins when that one has ended, and if its TCP connections go on with
 * the very next bytes. (Another observer of the same connections would show some bytes twice, or connections that the
 * first one never saw.) If there are no connections, it continues the file that was captured on the same host, or
 * whose name comes before its own, or that saw all hosts that it sees.
 */
export class Succession {
  /** By source, once it has begun: the first file of the capture that it belongs to. */
  private readonly roots: CaptureSource[] = [];
  /** By first file, the last one so far. */
  private readonly latest = new Map<FilePart, FilePart>();
  private readonly known: ReadSoFar;
  /** By first file: where its observer observed, and how many frames that was asked of. */
  private readonly observed: Stand[] = [];

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
    const roots = ended.map(([first]) => first);
    const opening = this.openingOf(source, roots);
    if (opening === undefined) return false;
    const root = roots.length === 0 ? undefined : this.predecessor(roots, source, opening);
    const isSequel = root?.append(source) === true;
    this.roots[source.id] = isSequel ? root : source;
    this.latest.set(isSequel ? root : source, source);
    return true;
  }

  /** A frame of one that may be followed by another. */
  saw({ id }: FilePart, frame: Frame): void {
    this.observed[id] ??= { frames: 0, point: new ObservationPoint() };
    const seen = this.observed[id];
    if (seen.frames++ < HEAD || seen.frames % SAMPLE === 0) seen.point.add(frame);
  }

  private mayEndBefore(root: FilePart, last: FilePart, source: FilePart): boolean {
    const { known } = this;
    if (!known.hasEnded(last) || !root.isLike(source)) return false;
    const pause = source.frame.time - known.lastTimeOf(root);
    return pause >= 0 && pause <= LONGEST_PAUSE;
  }

  /** How a file begins; undefined if more of it has to be read. Not looked at unless another file has ended. */
  private openingOf(source: FilePart, ended: readonly FilePart[]): Opening | undefined {
    const point = new ObservationPoint();
    let frames: readonly Frame[] = [];
    let bytes = 0;
    for (let wanted = HEAD; ended.length > 0; wanted *= 2) {
      const found = source.lookAhead(wanted);
      if (found === undefined) return undefined;
      for (const frame of found.slice(frames.length)) {
        point.add(frame);
        bytes += frame.to - frame.from;
      }
      frames = found;
      const isAll = frames.length < wanted || wanted >= LONGEST_HEAD || bytes > MOST_BYTES;
      const isOpen = ended.some(({ id }) => this.observed[id]?.point.compare(point) === 'part');
      if (isAll || !isOpen) break;
    }
    return { head: this.headOf(frames.slice(0, HEAD)), point };
  }

  private predecessor(
    ended: readonly FilePart[],
    source: FilePart,
    { head, point }: Opening,
  ): FilePart | undefined {
    const [best] = ended
      .map((root) => ({ root, ...this.evidence(root, source, head, point) }))
      .filter(({ isSequel }) => isSequel)
      .sort((a, b) => Number(b.isNamed) - Number(a.isNamed) || b.score - a.score || b.lastTime - a.lastTime);
    return best?.root;
  }

  /** Does the file go on from another one? */
  private evidence(root: FilePart, source: FilePart, head: FileHead, point: ObservationPoint): Evidence {
    const score = scoreOf(head, this.before(root));
    const name = this.nameAfter(this.latest.get(root) ?? root, source);
    const lastTime = this.known.lastTimeOf(root);
    const before = this.observed[root.id]?.point;
    const place = before?.compare(point) ?? 'open';
    const seen =
      before !== undefined && point.isMoreOf(before) && source.frame.time - lastTime <= SHORT_PAUSE;
    const meets = score > 0 || (before !== undefined && point.goesOnFrom(before));
    // On a host and between hosts the same bytes come next: only who is seen to talk tells these apart.
    const mayGoOn = place === 'open' && (score > 0 || (score === 0 && seen));
    // Names tell more than connections of which only a part was captured.
    const isNext = name === 'rotated' || (name === 'counted' && meets && (score >= 0 || place === 'open'));
    const isSequel = place === 'same' || (place !== 'elsewhere' && (isNext || mayGoOn));
    return { isNamed: name !== undefined, score, lastTime, isSequel };
  }

  /** Files of one capture do not overlap: where some of that name do, each is that of another observer. */
  private nameAfter(last: FilePart, source: FilePart): LaterName | undefined {
    const name = laterName(last.path, source.path);
    if (name === undefined) return undefined;
    for (const other of this.latest.values()) {
      if (this.known.hasEnded(other)) continue;
      if (laterName(other.path, source.path) ?? laterName(source.path, other.path)) return undefined;
    }
    return name;
  }

  private before(root: FilePart): EarlierFile {
    const { endpoints, streamsOf, lengthOf } = this.known;
    const streams = streamsOf(root);
    const wasLong = lengthOf(root) >= LONGEST_SILENCE;
    const common = commonHosts(streams, endpoints);
    const isCommon = (end: EndpointId) => common.has(endpoints.addressOf(end));
    const mayShow = (sender: EndpointId, receiver: EndpointId) =>
      !wasLong && (common.size === 0 || isCommon(sender) || isCommon(receiver));
    return { streams, mayShow };
  }

  private headOf(frames: readonly Frame[]): FileHead {
    const head = new FileHead();
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

interface Opening {
  readonly head: FileHead;
  readonly point: ObservationPoint;
}

interface Stand {
  frames: number;
  readonly point: ObservationPoint;
}

interface Evidence {
  /** Is it called as the next file is? */
  readonly isNamed: boolean;
  /** Connections that go on. */
  readonly score: number;
  readonly lastTime: number;
  readonly isSequel: boolean;
}
