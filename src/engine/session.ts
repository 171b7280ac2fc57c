import type { DropSpan } from '../capture/capture-description.ts';
import { CaptureSecrets } from '../capture/capture-secrets.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import { KeyLogFile } from '../capture/key-log-file.ts';
import { DEFAULT_SPOOL } from '../capture/spool/spool-options.ts';
import { SpoolRing } from '../capture/spool/spool-ring.ts';
import type { Leap } from '../cluster/clocks/clock-evidence.ts';
import type { ClockSolution } from '../cluster/clocks/solve-clocks.ts';
import type { TimeSpan } from '../cluster/time-spans.ts';
import type { FilterNode } from '../filter/ast.ts';
import { compileFilter } from '../filter/compile.ts';
import type { MessageId, SourceId } from '../ids.ts';
import { Counters } from '../reassembly/counters.ts';
import { DEFAULT_OBSERVER_OPTIONS } from '../reassembly/options.ts';
import { SealedRecords } from '../reassembly/tls/sealed-records.ts';
import type { TlsParts } from '../reassembly/tls/tls-connection.ts';
import { TlsSecrets } from '../reassembly/tls/tls-secrets.ts';
import type { Observation } from '../store/observations.ts';
import { Forgetting } from './analysis/forgetting.ts';
import { sessionClocks } from './analysis/session-clocks.ts';
import { MessageReader } from './lookup/message-reader.ts';
import { retransmissionsOf, sightsOf } from './lookup/message-sights.ts';
import { SessionFacts } from './lookup/session-facts.ts';
import { MessageList } from './message-list.ts';
import { NumberChanges } from './number-changes.ts';
import { DigestsAhead } from './reading/ahead/digests-ahead.ts';
import { ConnectionEvents } from './reading/connection-events.ts';
import { FrameReading, type FrameTap, type ReadState } from './reading/frame-reading.ts';
import { Indexer } from './reading/indexer.ts';
import { ObserverTimes } from './reading/observer-times.ts';
import { openSources } from './reading/open-sources.ts';
import type { Succession } from './reading/succession.ts';
import { progressOf, type ReadingProgress } from './reading-progress.ts';
import type { SessionOptions } from './session-options.ts';
import { SessionTables } from './session-tables.ts';
import { SourceNewsBoard } from './source-news.ts';

/** What a session is made of. */
interface Opened {
  readonly tables: SessionTables;
  readonly sources: readonly CaptureSource[];
  readonly keyLogs: readonly KeyLogFile[];
  readonly news: SourceNewsBoard;
  readonly spool: SpoolRing;
}

/** Gets a copy of what is read: a server that passes it on. */
export interface SessionTap extends FrameTap {
  /** After a slice of reading. */
  read?(session: Session, state: ReadState): void;
}

/**
 * One session: capture sources in, an index of messages out. Nothing is read until `read` is called, and then
 * only for as long as the caller allows, so that a screen can read in slices between two of its frames.
 */
export class Session {
  readonly tables: SessionTables;
  readonly sources: readonly CaptureSource[];
  readonly reader: MessageReader;
  readonly facts: SessionFacts;
  readonly connections: ConnectionEvents;
  /** Keys of TLS connections, and the records that were opened with them. */
  readonly tls: TlsParts;
  /** Key logs that were named, beside those inside the captures. */
  readonly keyLogs: readonly KeyLogFile[];
  readonly news: SourceNewsBoard;
  /** Each of these gets every frame that is read. */
  readonly taps: SessionTap[] = [];
  readonly forgetting: Forgetting;
  /** Keeps the frames of live sources and pipes, which cannot be read a second time from where they came. */
  readonly spool: SpoolRing;
  /** Share of the usual limits for which there is memory: see `SessionOptions`. */
  readonly room: number;
  private readonly digests: DigestsAhead;
  private readonly indexer: Indexer;
  private readonly reading: FrameReading;
  private readonly times = new ObserverTimes();

  private constructor(opened: Opened, options: SessionOptions) {
    const { tables, sources, keyLogs, news, spool } = opened;
    this.tables = tables;
    this.news = news;
    this.spool = spool;
    this.room = options.room ?? 1;
    this.sources = sources;
    this.keyLogs = keyLogs;
    const supplies = [...keyLogs, ...sources.map((source) => new CaptureSecrets(source))];
    this.tls = { secrets: new TlsSecrets(supplies), records: new SealedRecords() };
    this.forgetting = new Forgetting(spool, tables, sources, this.tls.records);
    const { index, routes, releases } = tables;
    const settings = { ...DEFAULT_OBSERVER_OPTIONS, ...options };
    this.digests = DigestsAhead.of(sources, settings, options.readAhead);
    this.indexer = new Indexer(tables, this.digests, sources.length > 1);
    this.connections = new ConnectionEvents(tables.endpoints);
    const { indexer, tls, connections, times, taps, digests } = this;
    const parts = { tables, options: settings, indexer, digests, connections, tls, times, taps, news };
    this.reading = new FrameReading(sources, parts);
    this.forgetting.knowers.push(...this.reading.observers, connections);
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
    const spool = new SpoolRing({ ...DEFAULT_SPOOL, ...options.spool }, tables.base, tell);
    const opened: { close(): void }[] = [spool];
    try {
      const isLive = remote.length > 0 || paths.includes('-');
      const logs = keyLogs.map((path) => new KeyLogFile(path, isLive));
      opened.push(...logs);
      const sources = await openSources({ paths, remote }, tables.base, { ...capture, ring: spool }, tell);
      opened.push(...sources);
      spool.begin();
      return new Session({ tables, sources, keyLogs: logs, news, spool }, options);
    } catch (error) {
      for (const one of opened.reverse()) one.close();
      throw error;
    }
  }

  /** Some source has no end of its own: it is captured while it is read. */
  get isLive(): boolean {
    return this.sources.some((source) => source.live !== undefined);
  }

  /** The first messages have been forgotten, because the spool has dropped their frames. */
  get hasForgotten(): boolean {
    return this.tables.index.first > 0;
  }

  get ended(): boolean {
    return this.reading.ended;
  }

  /** Which files continue the capture of another file. */
  get succession(): Succession {
    return this.reading.succession;
  }

  /** Time of the first frame that was read, by the aligned clock; undefined while there was none. */
  get firstFrameTime(): number | undefined {
    return this.times.first;
  }

  /** From the first frame that was read to the last one, by the aligned clock; undefined while there was none. */
  get captured(): TimeSpan | undefined {
    return this.times.span;
  }

  /** Times of an observer's first and last frame, by the aligned clock; undefined while there was none. */
  spanOf(source: SourceId): TimeSpan | undefined {
    return this.times.spanOf(source);
  }

  /**
   * Times in which an observer captured nothing at all, for so long that it must have missed something; by
   * the aligned clock.
   */
  silencesOf(source: SourceId): readonly TimeSpan[] {
    return this.times.silencesOf(source, this.connections.gaps.list);
  }

  /** The longest time without a frame that does not yet mean that the observer has missed something. */
  longestPauseOf(source: SourceId): number {
    return this.times.longestPause(source);
  }

  /** The largest leaps of an observer's time, by its own clock: pauses, and where it went back. */
  leapsOf(source: SourceId): readonly Leap[] {
    return this.times.leapsOf(source);
  }

  /** Packets that the capturing host dropped, over all files of an observer. */
  dropsOf(source: SourceId): readonly DropSpan[] {
    const parts = this.sources.filter(({ id }) => (this.succession.rootOf(id)?.id ?? id) === source);
    return parts.flatMap(({ description }) => description.interfaces.flatMap(({ drops = [] }) => drops));
  }

  get progress(): ReadingProgress {
    const { sources, reading, digests, ended } = this;
    const { frames } = reading;
    return {
      ...progressOf(sources),
      frames,
      messages: this.tables.index.size,
      readAhead: digests.used,
      ended,
    };
  }

  /** Counts of what all observers together saw and could not use. */
  get counters(): Counters {
    const total = new Counters();
    for (const { counters } of this.reading.observers) counters.addTo(total);
    total.duplicateCopies += this.indexer.copies;
    return total;
  }

  /**
   * Reads for about `budget` milliseconds. With `goOn`, a silent source keeps the others waiting for a moment
   * only.
   */
  read(budget: number, goOn = false): ReadState {
    const state = this.reading.read(budget, goOn, () => this.forgetting.makeRoom());
    this.forgetting.makeRoom();
    for (const tap of this.taps) tap.read?.(this, state);
    return state;
  }

  /** After `read` returned `wait`: resolves when there may be more to read. */
  whenReady(): Promise<void> {
    return this.reading.whenReady();
  }

  /** All observations of the message. The first is the one from which its time and place are taken. */
  sightsOf(id: MessageId): readonly Observation[] {
    return sightsOf(this.tables, id);
  }

  /** When the message was first seen, by the aligned clock; nanoseconds since the session's base. */
  timeOf(id: MessageId): number {
    return this.tables.times.of(id);
  }

  /**
   * Translates a time of an observer's clock to the aligned clock. The number of a frame tells whether the time is
   * before or after a step of the clock.
   */
  alignedTime(source: SourceId, time: number, frame?: number): number {
    return this.times.aligned(source, time, frame);
  }

  /** How the clocks of the observers relate to each other; undefined unless `align` has compared them. */
  get clocks(): ClockSolution | undefined {
    return this.times.solution;
  }

  /**
   * Compares the observers' clocks by the messages that several of them saw, finds out whether any of them was set
   * meanwhile, and sorts all messages by aligned time. To be called when reading has ended. Without effect if there is
   * only one observer whose clock was not set.
   */
  align(): void {
    const { sources, tables, times, reading } = this;
    if (times.solution !== undefined || (sources.length < 2 && !this.ended)) return;
    const ids = sources.map(({ id }) => id);
    const solution = sessionClocks(tables, ids, times, (source) => reading.clockDoubtsOf(source));
    if (solution === undefined) return;
    times.solution = solution;
    tables.times.align((source, time, frame) => time - solution.offsetAt(source, time, frame));
    tables.order.resort();
  }

  /** How often the message was sent again, at the observer that saw it most often. */
  retransmissionsOf(id: MessageId): number {
    return retransmissionsOf(this.tables, id);
  }

  captureName(source: SourceId): string {
    return this.sources[source]?.name ?? '';
  }

  /** The messages that a filter selects. Call `update` on the list while the session is being read. */
  list(filter: FilterNode): MessageList {
    const { facts } = this;
    const { index, times, order } = this.tables;
    const compiled = compileFilter(filter, facts);
    const numbers = new NumberChanges(order, compiled.highestNumber);
    const revision = () => facts.revision + (compiled.dependsOnOrder ? numbers.count : 0);
    return new MessageList(index, times, compiled, revision);
  }

  close(): void {
    this.reading.close();
    for (const one of [...this.sources, ...this.keyLogs]) one.close();
    this.spool.close();
  }
}
