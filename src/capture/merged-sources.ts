import type { Advance, CaptureSource } from './capture-source.ts';
import { FilePart } from './file-part.ts';
import type { Frame } from './frame.ts';

const NONE = Number.POSITIVE_INFINITY;
/** Milliseconds for which a frame may be held back for a source that has brought nothing yet. */
const PATIENCE = 200;

/**
 * Reads several sources as one, ordered by frame time. At equal times, a file that may continue another one
 * does not begin before that one's last frame; otherwise the bytes of the frames decide, so that the order in
 * which files are named does not matter (except for identical frames). Holds one frame per source. A source
 * whose own frames are out of order is not sorted.
 */
export class MergedSources {
  /** The source whose `frame` is the one that `advance` found. */
  current: CaptureSource;

  private readonly sources: readonly CaptureSource[];
  /** Time of the frame held of each source; NONE if there is none. */
  private readonly times: Float64Array;
  /** 1 if the source was asked for a frame and has none yet. */
  private readonly waiting: Uint8Array;
  private waitingCount: number;
  /** 0 if the source may continue another one and none of its frames has been handed out yet. */
  private readonly begun: Uint8Array;
  /** The source whose frame was handed out last, and which is to be advanced next; -1 before the first. */
  private handedOut = -1;
  private readonly patience: number;
  /** Since when a frame has been held back, as `performance.now` counts. */
  private heldSince: number | undefined;
  private readonly armed: Uint8Array;
  private ready: Promise<void> | undefined;
  private wake: (() => void) | undefined;

  /** `patience` is in milliseconds. Throws a RangeError without sources. */
  constructor(sources: readonly CaptureSource[], patience = PATIENCE) {
    const [first] = sources;
    if (first === undefined) throw new RangeError('nothing to merge');
    this.current = first;
    this.patience = patience;
    this.sources = sources;
    this.times = new Float64Array(sources.length).fill(NONE);
    this.waiting = new Uint8Array(sources.length).fill(1);
    this.waitingCount = sources.length;
    this.begun = Uint8Array.from(sources, (source) => (source instanceof FilePart ? 0 : 1));
    this.armed = new Uint8Array(sources.length);
  }

  /**
   * Moves `current` to the source with the next frame. While a source has nothing yet, the others wait for it
   * (`wait`): its frame may be the next. With `goOn`, they wait only for a moment, and a frame that it brings
   * later comes after theirs, whatever its time.
   */
  advance(goOn = false): Advance {
    if (this.sources.length === 1) return this.current.advance();
    if (this.handedOut >= 0) {
      this.times[this.handedOut] = NONE;
      this.pull(this.handedOut);
      this.handedOut = -1;
    }
    if (this.waitingCount > 0 && !this.poll(goOn)) return 'wait';
    const next = this.earliest();
    if (next < 0) {
      this.heldSince = undefined;
      return this.waitingCount > 0 ? 'wait' : 'end';
    }
    this.handedOut = next;
    this.begun[next] = 1;
    this.current = this.sources[next] as CaptureSource;
    return 'frame';
  }

  /** Has everything of this source been handed out? */
  hasEnded({ id }: CaptureSource): boolean {
    return this.times[id] === NONE && this.waiting[id] === 0 && this.handedOut !== id;
  }

  /** Resolves when one of the sources that are waited for may have something. */
  whenReady(): Promise<void> {
    if (this.sources.length === 1) return this.current.whenReady();
    if (this.waitingCount === 0) return Promise.resolve();
    this.ready ??= new Promise((resolve) => {
      this.wake = resolve;
    });
    for (let at = 0; at < this.sources.length; at++) this.arm(at);
    return this.heldSince === undefined ? this.ready : Promise.race([this.ready, this.patienceOver()]);
  }

  /** Asks a source for its next frame, and sets `waiting` and `times` accordingly. */
  private pull(at: number): void {
    const source = this.sources[at] as CaptureSource;
    const found = source.advance();
    if (found === 'frame') this.times[at] = source.frame.time;
    const waits = found === 'wait' ? 1 : 0;
    this.waitingCount += waits - (this.waiting[at] as number);
    this.waiting[at] = waits;
  }

  /** Asks those again that had nothing. False if the others have to wait for them. */
  private poll(goOn: boolean): boolean {
    for (let at = 0; at < this.waiting.length; at++) if (this.waiting[at] === 1) this.pull(at);
    if (this.waitingCount === 0) {
      this.heldSince = undefined;
      return true;
    }
    if (!goOn) return false;
    if (this.earliest() >= 0 && this.isHeldBack()) return false;
    return true;
  }

  /** Frames of several live sources seldom arrive in the order in which they were captured. */
  private isHeldBack(): boolean {
    const now = performance.now();
    this.heldSince ??= now;
    return now - this.heldSince < this.patience;
  }

  private patienceOver(): Promise<void> {
    const left = (this.heldSince ?? 0) + this.patience - performance.now();
    return new Promise((resolve) => {
      setTimeout(resolve, Math.max(0, Math.ceil(left)) + 1).unref();
    });
  }

  private earliest(): number {
    let best = -1;
    let bestTime = NONE;
    for (let at = 0; at < this.times.length; at++) {
      const time = this.times[at] as number;
      if (time < bestTime || (time === bestTime && best >= 0 && this.isBefore(at, best))) {
        best = at;
        bestTime = time;
      }
    }
    return best;
  }

  /** The order of two frames with equal times. */
  private isBefore(one: number, other: number): boolean {
    const begun = (this.begun[one] as number) - (this.begun[other] as number);
    if (begun !== 0) return begun > 0;
    return (
      compareFrames(
        (this.sources[one] as CaptureSource).frame,
        (this.sources[other] as CaptureSource).frame,
      ) < 0
    );
  }

  /** Listens to each source at most once at a time, however many callers wait for all of them. */
  private arm(at: number): void {
    if (this.waiting[at] === 0 || this.armed[at] === 1) return;
    this.armed[at] = 1;
    void (this.sources[at] as CaptureSource).whenReady().then(() => {
      this.armed[at] = 0;
      this.wake?.();
      this.ready = undefined;
    });
  }
}

function compareFrames(one: Frame, other: Frame): number {
  return Buffer.compare(one.bytes.subarray(one.from, one.to), other.bytes.subarray(other.from, other.to));
}
