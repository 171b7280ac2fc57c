import { CaptureError } from '../capture-error.ts';
import type { CaptureWarnings } from '../capture-warnings.ts';
import type { LiveCapture, LiveCounts, Outage } from '../live/live-capture.ts';
import type { BlockStream } from './block-stream.ts';
import { CaptureFramer } from './capture-framer.ts';
import type { Connection, Peer } from './connection.ts';

/** The pause before reconnecting doubles with each attempt, up to this many milliseconds. */
const LONGEST_PAUSE = 30_000;
/** After this many milliseconds, a connection counts as good, and the next pause is short again. */
const GOOD = 10_000;
/** When we end, milliseconds for the other side to deliver the rest. */
const LAST_WORDS = 3000;
/** Outages that are kept one by one; beyond that, they are merged. */
const MOST_OUTAGES = 1000;

/** Called with one line about what happens to a source, as it happens. */
export type SourceNews = (text: string) => void;

/**
 * A capture over one connection after the other: a lost one is tried again, and the times without one are
 * recorded as outages.
 */
export class ReconnectingCapture implements LiveCapture {
  readonly device: string;
  readonly fromKernel: boolean;
  /** Resolves when the first connection stands; rejects with a CaptureError if none can be made. */
  readonly opened: Promise<void>;
  private readonly peer: Peer;
  private readonly stream: BlockStream;
  private readonly warnings: CaptureWarnings;
  private readonly news: SourceNews;
  private readonly over: Promise<void>;
  private stopping = false;
  private connection: Connection | undefined;
  private wake: (() => void) | undefined;
  private connected: (() => void) | undefined;
  private packets = 0;
  private known: LiveCounts | undefined;
  private losses = 0;
  private readonly past: Outage[] = [];
  /** When the connection was lost, in milliseconds since 1970, and why; undefined while it stands. */
  private lost: { readonly since: number; reason: string } | undefined;

  /** `isAlone`: there is no other source to look at meanwhile. */
  constructor(
    peer: Peer,
    stream: BlockStream,
    warnings: CaptureWarnings,
    news: SourceNews,
    isAlone: boolean,
  ) {
    this.device = peer.path;
    this.fromKernel = peer.fromKernel;
    this.peer = peer;
    this.stream = stream;
    this.warnings = warnings;
    this.news = news;
    stream.on('close', () => void this.stop());
    let failed: (error: Error) => void = () => {};
    this.opened = new Promise((resolve, reject) => {
      this.connected = resolve;
      failed = reject;
    });
    this.over = this.run(isAlone, failed).finally(() => {
      peer.release?.();
      stream.finish();
    });
  }

  get backend(): string {
    return this.peer.backend;
  }

  /** The sum over connections, of those that have told; received frames are counted here if nobody told. */
  get counts(): LiveCounts {
    const told = this.fromKernel ? sum(this.known, this.connection?.counts) : undefined;
    return { received: told?.received ?? this.packets, dropped: told?.dropped };
  }

  get remarks(): readonly string[] {
    return this.losses === 0 ? [] : [`interrupted ${this.losses === 1 ? 'once' : `${this.losses} times`}`];
  }

  get outages(): readonly Outage[] {
    return this.lost === undefined ? this.past : [...this.past, { from: this.lost.since, to: undefined }];
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.connection?.close();
    this.wake?.();
    await this.over;
  }

  private async run(isAlone: boolean, failed: (error: Error) => void): Promise<void> {
    let pause = this.peer.firstPause;
    for (let again = false; !this.stopping; again = true) {
      const begun = Date.now();
      const connection = await this.peer.connect(again);
      const reason = 'refusal' in connection ? connection.refusal : await this.take(connection);
      if (this.stopping || (reason === undefined && this.peer.mayEnd)) break;
      const text = reason ?? 'the other side has closed the connection';
      if (this.connected !== undefined && (isAlone || !this.peer.mayRecover(text))) {
        failed(new CaptureError(this.peer.path, text));
        return;
      }
      if (Date.now() - begun >= GOOD) pause = this.peer.firstPause;
      this.lose(text, pause);
      this.connected?.();
      this.connected = undefined;
      await this.pause(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
    this.connected?.();
  }

  /** Takes what one connection brings; resolves with the reason when it has ended. */
  private async take(connection: Connection): Promise<string | undefined> {
    // It was stopped while connecting.
    if (this.stopping) connection.close();
    const framer = new CaptureFramer();
    this.connection = connection;
    void connection.ready.then(() => {
      if (this.connection === connection) this.stands();
    });
    try {
      for await (const piece of connection.output) {
        const before = framer.packets;
        const blocks = framer.push(piece as Uint8Array);
        this.packets += framer.packets - before;
        if (blocks.length > 0) this.stands();
        await this.stream.add(blocks);
        if (framer.problem !== undefined) break;
      }
    } catch {
      // How the connection ended tells why.
    }
    connection.close();
    const reason = await connection.ended;
    this.known = sum(this.known, connection.counts);
    this.connection = undefined;
    if (this.stopping) return undefined;
    return framer.problem ?? reason ?? incomplete(framer);
  }

  private stands(): void {
    this.connected?.();
    this.connected = undefined;
    const { lost } = this;
    if (lost === undefined || this.stopping) return;
    this.lost = undefined;
    this.remember({ from: lost.since, to: Date.now() });
    const seconds = ((Date.now() - lost.since) / 1000).toFixed(1);
    const text = `captured again; of the ${seconds} s since ${clock(lost.since)} nothing is there`;
    this.warnings.add('interrupted', this.stream.size, text);
    this.news(`${this.peer.path}: ${text}`);
  }

  private remember(outage: Outage): void {
    const last = this.past.at(-1);
    if (last === undefined || this.past.length < MOST_OUTAGES) this.past.push(outage);
    else this.past[this.past.length - 1] = { from: last.from, to: outage.to };
  }

  private lose(reason: string, pause: number): void {
    // The same reason is reported once, not for every attempt.
    if (this.lost?.reason === reason) return;
    if (this.lost === undefined) {
      this.losses++;
      this.lost = { since: Date.now(), reason };
    } else this.lost.reason = reason;
    this.warnings.add('interrupted', this.stream.size, `lost at ${clock(this.lost.since)}: ${reason}`);
    this.news(`${this.peer.path}: ${reason}; tried again in ${pause / 1000} s`);
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.stopping) this.wake();
    });
  }
}

/** Why an orderly end is not all right: the capture is incomplete. */
function incomplete(framer: CaptureFramer): string | undefined {
  if (!framer.isCapture) return 'the other side ended the connection without a capture';
  return framer.pending > 0 ? 'the connection ended inside a packet' : undefined;
}

/** Kills a connection that does not end when asked to. */
export function endSoon(ended: Promise<unknown>, end: () => void): void {
  const timer = setTimeout(end, LAST_WORDS);
  void ended.then(() => clearTimeout(timer));
}

function clock(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function sum(one: LiveCounts | undefined, other: LiveCounts | undefined): LiveCounts | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    received: total(one.received, other.received),
    dropped: total(one.dropped, other.dropped),
  };
}

function total(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : one + other;
}
