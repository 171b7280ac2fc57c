import { CaptureSecrets } from '../capture/capture-secrets.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import { FilePart } from '../capture/file-part.ts';
import type { Frame } from '../capture/frame.ts';
import { KeyLogFile } from '../capture/key-log-file.ts';
import { MergedSources } from '../capture/merged-sources.ts';
import type { CaptureOptions } from '../capture/open-capture.ts';
import type { RemoteRequest } from '../capture/remote/open-remote.ts';
import { DEFAULT_SPOOL, type SpoolOptions } from '../capture/spool/spool-options.ts';
import { SpoolRing } from '../capture/spool/spool-ring.ts';
import { type ClockSolution, solveClocks } from '../cluster/clocks/solve-clocks.ts';
import type { FilterNode } from '../filter/ast.ts';
import { compileFilter } from '../filter/compile.ts';
import type { MessageId, SourceId } from '../ids.ts';
import type { CarriedMessage, MessageSink, StreamGap } from '../reassembly/carried-message.ts';
import { Counters } from '../reassembly/counters.ts';
import { Observer } from '../reassembly/observer.ts';
import { DEFAULT_OBSERVER_OPTIONS, type ObserverOptions } from '../reassembly/options.ts';
import { TcpStreams } from '../reassembly/tcp-streams.ts';
import { SealedRecords } from '../reassembly/tls/sealed-records.ts';
import type { TlsParts } from '../reassembly/tls/tls-connection.ts';
import { TlsSecrets } from '../reassembly/tls/tls-secrets.ts';
import type { Observation } from '../store/observations.ts';
import type { WantedEndpoints } from '../tables/wanted-endpoints.ts';
import { BinReading } from './bin-reading.ts';
import { Forgetting } from './forgetting.ts';
import { Indexer } from './indexer.ts';
import { KeptGaps } from './kept-gaps.ts';
import { MessageList } from './message-list.ts';
import { MessageReader } from './message-reader.ts';
import { retransmissionsOf, sharedMessages, sightsOf } from './message-sights.ts';
import { ObserverTimes } from './observer-times.ts';
import { openSources } from './open-sources.ts';
import { SessionFacts } from './session-facts.ts';
import { SessionTables } from './session-tables.ts';
import { SipReading } from './sip-reading.ts';
import { SourceNewsBoard } from './source-news.ts';
import { Succession } from './succession.ts';

export type SessionOptions = Partial<ObserverOptions> & {
  readonly capture?: CaptureOptions;
  /** Interfaces that are captured from, and what comes from elsewhere; after the files. */
  readonly remote?: readonly RemoteRequest[];
  /** TLS key logs, beside those inside the captures. */
  readonly keyLogs?: readonly string[];
  /** Where the frames of streams are kept. */
  readonly spool?: Partial<SpoolOptions>;
  /** Times in filters that name no zone are UTC; local if not given. */
  readonly utc?: boolean;
};

/** What reading came to: `more` there is more to read now, `wait` nothing has arrived yet. */
export type ReadState = 'more' | 'wait' | 'end';

/** Somebody who gets what is read, too: a server that hands it on. */
export interface SessionTap {
  /** A frame, good until it returns. */
  frame?(source: CaptureSource, frame: Frame): void;
  /** After a slice of reading. */
  read?(session: Session, state: ReadState): void;
}

export interface Progress {
  readonly bytesRead: number;
  /** Unknown while a pipe is among the sources. */
  readonly bytesTotal: number | undefined;
  readonly frames: number;
  readonly messages: number;
  readonly ended: boolean;
}

/** Frames read between two looks at the clock: a fraction of a millisecond. */
const BATCH = 64;
/** Frames come out of order by less than this, in nanoseconds: a clock was set back. */
const STEP = 1e9;
/** Steps of clocks that are told; who sends such times on purpose does not fill the screen. */
const MOST_STEPS = 10;

/**
 * One session: capture sources in, an index of messages out. Nothing is read until `read` is called,
 * and then for as long as the caller allows: a screen reads in slices between two frames.
 */
export class Session {
  readonly tables: SessionTables;
  readonly sources: readonly CaptureSource[];
  readonly reader: MessageReader;
  readonly facts: SessionFacts;
  readonly gaps = new KeptGaps();
  /** What is known of the TLS connections in it. */
  readonly tls: TlsParts;
  /** Key logs that were named, beside those inside the captures. */
  readonly keyLogs: readonly KeyLogFile[];
  readonly news: SourceNewsBoard;
  /** Who else gets each frame; they are told what was read. */
  readonly taps: SessionTap[] = [];
  readonly forgetting: Forgetting;
  /** Where what cannot be read twice is kept. */
  readonly spool: SpoolRing;
  /** Which files go on from others. */
  readonly succession: Succession;
  private readonly merged: MergedSources;
  private readonly indexer: Indexer;
  private readonly observers: readonly Observer[];
  private readonly streams: TcpStreams[] = [];
  /** A source of which the first frame waits until it is known whether it goes on from another one. */
  private undecided: CaptureSource | undefined;
  private hasEnded = false;
  /** Times that a clock went back. */
  private steps = 0;
  private readonly times = new ObserverTimes();

  private constructor(
    tables: SessionTables,
    sources: readonly CaptureSource[],
    keyLogs: readonly KeyLogFile[],
    options: SessionOptions,
    news: SourceNewsBoard,
    spool: SpoolRing,
  ) {
    this.tables = tables;
    this.news = news;
    this.spool = spool;
    this.sources = sources;
    this.keyLogs = keyLogs;
    const supplies = [...keyLogs, ...sources.map((source) => new CaptureSecrets(source))];
    this.tls = { secrets: new TlsSecrets(supplies), records: new SealedRecords() };
    this.forgetting = new Forgetting(spool, tables, sources, this.tls.records);
    this.merged = new MergedSources(sources);
    const { index, order, kinds, aors, callIds, routes, releases } = tables;
    const sip = new SipReading(kinds, aors, callIds);
    this.indexer = new Indexer(index, order, sip, new BinReading(tables, sip), sources.length > 1);
    this.observers = sources.map((source) => this.observer(source.id, options));
    this.succession = new Succession({
      sources,
      endpoints: tables.endpoints,
      clock: tables.base,
      options: { ...DEFAULT_OBSERVER_OPTIONS, ...options },
      hasEnded: (source) => this.merged.hasEnded(source),
      lastTimeOf: ({ id }) => this.times.lastOf(id),
      lengthOf: ({ id }) => this.times.lengthOf(id),
      streamsOf: ({ id }) => this.streams[id] as TcpStreams,
    });
    this.forgetting.knowers.push(...this.observers, {
      wantEndpoints: (wanted) => wantEnds(wanted, this.gaps.list),
    });
    this.reader = new MessageReader(index, routes, releases, sources, this.tls.records);
    const calendar = { base: tables.base, firstFrame: () => this.firstFrameTime, utc: options.utc ?? false };
    this.facts = new SessionFacts(tables, this.reader, calendar);
  }

  /** Opens the captures, `-` for standard input. Rejects with a CaptureError that names the file. */
  static async open(paths: readonly string[], options: SessionOptions = {}): Promise<Session> {
    const tables = new SessionTables();
    const news = new SourceNewsBoard();
    const { capture = {}, remote = [], keyLogs = [] } = options;
    const tell = (text: string) => news.tell(text);
    const ring = new SpoolRing({ ...DEFAULT_SPOOL, ...options.spool }, tables.base, tell);
    const opened: { close(): void }[] = [ring];
    try {
      const isLive = remote.length > 0 || paths.includes('-');
      const logs = keyLogs.map((path) => new KeyLogFile(path, isLive));
      opened.push(...logs);
      const sources = await openSources({ paths, remote }, tables.base, { ...capture, ring }, tell);
      opened.push(...sources);
      ring.begin();
      return new Session(tables, sources, logs, options, news, ring);
    } catch (error) {
      for (const one of opened.reverse()) one.close();
      throw error;
    }
  }

  /** Something is captured while it is read: no end is to be waited for. */
  get isLive(): boolean {
    return this.sources.some((source) => source.live !== undefined);
  }

  /** The first messages are no longer there: the spool does not reach back to them. */
  get hasForgotten(): boolean {
    return this.tables.index.first > 0;
  }

  get ended(): boolean {
    return this.hasEnded;
  }

  /** Time of the first frame that was read, by the aligned clock; undefined while there was none. */
  get firstFrameTime(): number | undefined {
    return this.times.first;
  }

  /** Times of an observer's first and last frame, by the aligned clock; undefined while there was none. */
  spanOf(source: SourceId): { readonly from: number; readonly to: number } | undefined {
    return this.times.spanOf(source);
  }

  get progress(): Progress {
    const { sources } = this;
    const known = sources.every((source) => source.progress.bytesTotal !== undefined);
    return {
      bytesRead: sum(sources, (source) => source.progress.bytesRead),
      bytesTotal: known ? sum(sources, (source) => source.progress.bytesTotal ?? 0) : undefined,
      frames: sum(this.observers, (observer) => observer.counters.frames),
      messages: this.tables.index.size,
      ended: this.hasEnded,
    };
  }

  /** What all observers together saw and could not use. */
  get counters(): Counters {
    const total = new Counters();
    for (const observer of this.observers) observer.counters.addTo(total);
    total.duplicateCopies += this.indexer.copies;
    return total;
  }

  /** Reads for about `budget` milliseconds. With `goOn`, silent sources hold back others for a moment only. */
  read(budget: number, goOn = false): ReadState {
    const state = this.readFrames(budget, goOn);
    this.forgetting.makeRoom();
    for (const tap of this.taps) tap.read?.(this, state);
    return state;
  }

  private readFrames(budget: number, goOn: boolean): ReadState {
    if (this.hasEnded) return 'end';
    const until = performance.now() + budget;
    const { taps } = this;
    do {
      for (let frames = 0; frames < BATCH; frames++) {
        const found = this.undecided === undefined ? this.merged.advance(goOn) : 'frame';
        if (found === 'wait') return 'wait';
        if (found === 'end') return this.finish();
        const { current } = this.merged;
        const root = this.rootOf(current);
        if (root === undefined) return 'wait';
        const { frame } = current;
        if (taps.length > 0) for (const tap of taps) tap.frame?.(current, frame);
        if (root instanceof FilePart) root.take(frame);
        const { id } = root;
        const back = this.times.note(id, frame.time);
        if (back >= STEP && current.live !== undefined) this.tellStep(current, back);
        (this.observers[id] as Observer).push(frame);
      }
      this.forgetting.makeRoom();
    } while (performance.now() < until);
    return 'more';
  }

  /** A clock was set while it was captured. */
  private tellStep({ name }: CaptureSource, back: number): void {
    if (++this.steps > MOST_STEPS) return;
    const by = (back / 1e9).toFixed(1);
    this.news.tell(`${name}: the clock went back by ${by} s; times before and after that do not compare`);
  }

  /** Whose frames the source's are; undefined where more of it has to come to know that. */
  private rootOf(source: CaptureSource): CaptureSource | undefined {
    const known = this.succession.rootOf(source.id);
    if (known !== undefined) return known;
    this.undecided = this.succession.begin(source) ? undefined : source;
    return this.succession.rootOf(source.id);
  }

  /** Resolves when `read` may get further after it said `wait`. */
  whenReady(): Promise<void> {
    return (this.undecided ?? this.merged).whenReady();
  }

  /** Everybody who saw the message, the one of whom its time and place are first. */
  sightsOf(id: MessageId): readonly Observation[] {
    return sightsOf(this.tables, id);
  }

  /** When the message was first seen, by the aligned clock; nanoseconds since the session's base. */
  timeOf(id: MessageId): number {
    return this.tables.times.of(id);
  }

  /** What an observer's clock showed, by the aligned clock. */
  alignedTime(source: SourceId, time: number): number {
    return this.times.aligned(source, time);
  }

  /** How the observers' clocks stand to each other; undefined unless `align` compared them. */
  get clocks(): ClockSolution | undefined {
    return this.times.solution;
  }

  /**
   * Compares the observers' clocks by the messages that several of them saw, and puts all messages
   * into the order of the aligned time. To be called when reading has ended; without effect where
   * there is one observer.
   */
  align(): void {
    const { sources, tables } = this;
    if (sources.length < 2 || this.times.solution !== undefined) return;
    const spans = sources.map(({ id }) => this.spanOf(id));
    const solution = solveClocks(sharedMessages(tables), sources.length, spans);
    this.times.solution = solution;
    tables.times.align((source, time) => time - solution.offsetAt(source, time));
    tables.order.resort();
  }

  /** Times that the message was sent again, at the observer that saw most of them. */
  retransmissionsOf(id: MessageId): number {
    return retransmissionsOf(this.tables, id);
  }

  captureName(source: SourceId): string {
    return this.sources[source]?.name ?? '';
  }

  /** The messages that a filter lets through; `update` the list as the session is read. */
  list(filter: FilterNode): MessageList {
    const { facts } = this;
    return new MessageList(
      this.tables.index,
      this.tables.times,
      compileFilter(filter, facts),
      () => facts.revision,
    );
  }

  close(): void {
    for (const one of [...this.sources, ...this.keyLogs]) one.close();
    this.spool.close();
  }

  private finish(): ReadState {
    this.hasEnded = true;
    for (const observer of this.observers) observer.finish();
    return 'end';
  }

  private observer(source: SourceId, options: SessionOptions): Observer {
    const settings = { ...DEFAULT_OBSERVER_OPTIONS, ...options };
    const counters = new Counters();
    const messages = this.sink(source);
    const segments = new TcpStreams(messages, counters, settings, this.tls);
    this.streams.push(segments);
    return new Observer({
      endpoints: this.tables.endpoints,
      messages,
      segments,
      clock: this.tables.base,
      counters,
      options: settings,
    });
  }

  private sink(source: SourceId): MessageSink {
    const { indexer, gaps } = this;
    return {
      push: (message: CarriedMessage): MessageId => indexer.push(message),
      retransmitted: (id: MessageId): void => indexer.retransmitted(id, source),
      gap: (gap: StreamGap): void => {
        gaps.add(gap);
      },
    };
  }
}

function wantEnds(wanted: WantedEndpoints, gaps: readonly StreamGap[]): void {
  for (const { sender, receiver } of gaps) {
    wanted.endpoint(sender);
    wanted.endpoint(receiver);
  }
}

function sum<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}
