import type { CaptureSource } from '../../capture/capture-source.ts';
import { FilePart } from '../../capture/file-part.ts';
import type { Frame } from '../../capture/frame.ts';
import { MergedSources } from '../../capture/merged-sources.ts';
import type { EndpointId, MessageId, SourceId } from '../../ids.ts';
import {
  type CarriedMessage,
  type MessageSink,
  Protocol,
  type StreamGap,
} from '../../reassembly/carried-message.ts';
import { Counters } from '../../reassembly/counters.ts';
import type { WebSocketUpgrade } from '../../reassembly/framing/web-socket-upgrade.ts';
import { Observer } from '../../reassembly/observer.ts';
import type { ObserverOptions } from '../../reassembly/options.ts';
import type { ClockDoubt } from '../../reassembly/tcp/clock-doubts.ts';
import type { StreamEnd, StreamRefusal } from '../../reassembly/tcp/stream-end.ts';
import type { StreamTrouble } from '../../reassembly/tcp/stream-trouble.ts';
import { TcpStreams } from '../../reassembly/tcp/tcp-streams.ts';
import type { TlsParts } from '../../reassembly/tls/tls-connection.ts';
import type { SessionTables } from '../session-tables.ts';
import type { SourceNewsBoard } from '../source-news.ts';
import type { DigestsAhead } from './ahead/digests-ahead.ts';
import type { ConnectionEvents } from './connection-events.ts';
import type { Indexer } from './indexer.ts';
import type { ObserverTimes } from './observer-times.ts';
import { Succession } from './succession.ts';

/** Result of a slice of reading. `more`: there is more to read now; `wait`: nothing has arrived yet. */
export type ReadState = 'more' | 'wait' | 'end';

/** Somebody who gets each frame, good until it returns. */
export interface FrameTap {
  frame?(source: CaptureSource, frame: Frame): void;
}

/** Where frames go, and what reading needs to know. */
export interface ReadingParts {
  readonly tables: SessionTables;
  readonly options: ObserverOptions;
  readonly indexer: Indexer;
  readonly digests: DigestsAhead;
  readonly connections: ConnectionEvents;
  readonly tls: TlsParts;
  readonly times: ObserverTimes;
  readonly taps: readonly FrameTap[];
  readonly news: SourceNewsBoard;
}

/** Frames read between two looks at the clock: a fraction of a millisecond. */
const BATCH = 16;
/** Frames come out of order by less than this, in nanoseconds: a clock was set back. */
const STEP = 1e9;
/** Steps of clocks that are told; who sends such times on purpose does not fill the screen. */
const MOST_STEPS = 10;

/** Reads the frames of all sources, in the order of time, each to the observer whose it is. */
export class FrameReading {
  readonly observers: readonly Observer[];
  /** Which files go on from others. */
  readonly succession: Succession;
  ended = false;
  private readonly parts: ReadingParts;
  private readonly merged: MergedSources;
  private readonly streams: readonly TcpStreams[];
  /** A source of which the first frame waits until it is known whether it goes on from another one. */
  private undecided: CaptureSource | undefined;
  /** Times that a clock went back. */
  private steps = 0;

  constructor(sources: readonly CaptureSource[], parts: ReadingParts) {
    const { tables, options, times } = parts;
    this.parts = parts;
    this.merged = new MergedSources(sources);
    const observed = sources.map(({ id }) => this.observed(id));
    this.streams = observed.map(({ streams }) => streams);
    this.observers = observed.map(({ observer }) => observer);
    this.succession = new Succession({
      sources,
      endpoints: tables.endpoints,
      clock: tables.base,
      options,
      hasEnded: (source) => this.merged.hasEnded(source),
      lastTimeOf: ({ id }) => times.lastOf(id),
      lengthOf: ({ id }) => times.lengthOf(id),
      streamsOf: ({ id }) => this.streams[id] as TcpStreams,
    });
  }

  /** Frames that were read. */
  get frames(): number {
    return this.observers.reduce((sum, { counters }) => sum + counters.frames, 0);
  }

  /**
   * Reads for about `budget` milliseconds; `between` is called every few frames. With `goOn`, silent sources
   * hold back others for a moment only.
   */
  read(budget: number, goOn: boolean, between: () => void): ReadState {
    if (this.ended) return 'end';
    const until = performance.now() + budget;
    do {
      for (let frames = 0; frames < BATCH; frames++) {
        const state = this.next(goOn);
        if (state !== 'more') return state;
      }
      between();
    } while (performance.now() < until);
    return 'more';
  }

  /** Resolves when `read` may get further after it said `wait`. */
  whenReady(): Promise<void> {
    return (this.undecided ?? this.merged).whenReady();
  }

  /** Where the clock of an observer may have been set, as its senders' clocks tell. */
  clockDoubtsOf(source: SourceId): readonly ClockDoubt[] {
    return this.streams[source]?.clockDoubts ?? [];
  }

  private next(goOn: boolean): ReadState {
    const found = this.undecided === undefined ? this.merged.advance(goOn) : 'frame';
    if (found === 'wait') return 'wait';
    if (found === 'end') return this.finish();
    const { current } = this.merged;
    const root = this.rootOf(current);
    if (root === undefined) return 'wait';
    const { times, taps, digests } = this.parts;
    const { frame } = current;
    const numberInFile = frame.number;
    if (taps.length > 0) for (const tap of taps) tap.frame?.(current, frame);
    if (root instanceof FilePart) {
      this.succession.saw(root, frame);
      root.take(frame);
    }
    digests.moveTo(current.id, numberInFile, frame.number);
    const { id } = root;
    const back = times.note(id, frame.time, frame.number);
    if (back >= STEP && current.live !== undefined) this.tellStep(current, back);
    (this.observers[id] as Observer).push(frame);
    return 'more';
  }

  /** The file that the source continues, or the source itself; undefined if more has to be read to decide that. */
  private rootOf(source: CaptureSource): CaptureSource | undefined {
    const known = this.succession.rootOf(source.id);
    if (known !== undefined) return known;
    this.undecided = this.succession.begin(source) ? undefined : source;
    return this.succession.rootOf(source.id);
  }

  /** A clock was set while it was captured. */
  private tellStep({ name }: CaptureSource, back: number): void {
    if (++this.steps > MOST_STEPS) return;
    const by = (back / 1e9).toFixed(1);
    this.parts.news.tell(
      `${name}: the clock went back by ${by} s; times before and after that do not compare`,
    );
  }

  private finish(): ReadState {
    this.ended = true;
    this.parts.digests.stop();
    for (const observer of this.observers) observer.finish();
    return 'end';
  }

  /** Nothing more will be read. */
  close(): void {
    this.parts.digests.stop();
  }

  private observed(source: SourceId): { readonly streams: TcpStreams; readonly observer: Observer } {
    const { tables, options, tls } = this.parts;
    const { endpoints, base: clock } = tables;
    const counters = new Counters();
    const messages = this.sink(source);
    const streams = new TcpStreams(messages, counters, options, tls);
    return {
      streams,
      observer: new Observer({ endpoints, messages, segments: streams, clock, counters, options }),
    };
  }

  private sink(source: SourceId): MessageSink {
    const { tables, indexer, connections } = this.parts;
    const { gaps, troubles, ends, refusals, unread, upgrades } = connections;
    const { index, unacknowledged } = tables;
    return {
      push: (message: CarriedMessage): MessageId => indexer.push(message),
      retransmitted: (id: MessageId): void => indexer.retransmitted(id, source),
      unacknowledged: (id: MessageId): void => {
        if (id >= index.first && index.protocol(id) === Protocol.Bin) unacknowledged.add(id, source);
      },
      acknowledged: (id: MessageId, time: number): void => unacknowledged.acknowledged(id, source, time),
      gap: (gap: StreamGap): void => {
        gaps.add(gap);
      },
      trouble: (trouble: StreamTrouble): void => {
        troubles.add(trouble);
      },
      unread: (sender: EndpointId, receiver: EndpointId): void => unread.add(sender, receiver),
      upgraded: (upgrade: WebSocketUpgrade): void => upgrades.add(upgrade),
      ended: (end: StreamEnd): void => {
        if (end.after >= index.first && index.protocol(end.after) === Protocol.Bin) ends.add(end);
      },
      refused: (refusal: StreamRefusal): void => {
        refusals.add(refusal);
      },
    };
  }
}
