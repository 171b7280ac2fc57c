import { OldestFirst } from '../../../tables/oldest-first.ts';
import { isOver, LINGERING, type SipDialog } from './sip-dialog.ts';

/** Most calls at a time, if there is memory for them. */
const MOST_CALLS = 100_000;
/** Most hops, forks and spirals of one Call-ID. */
const MOST_PER_CALL_ID = 64;
/** Nanoseconds between two looks for old calls. */
const LOOK_EVERY = 10e9;
const NONE: readonly SipDialog[] = [];

/** The calls that nodes handle, by Call-ID; usually one per node and hop. */
export class CallTable {
  /** Calls that were dropped early for lack of room. */
  forgotten = 0;
  private readonly calls = new Map<string, SipDialog[]>();
  private readonly oldest = new OldestFirst(() => this.calls.keys());
  private readonly most: number;
  private nextLook = 0;

  constructor(room: number) {
    this.most = Math.ceil(MOST_CALLS * room);
  }

  all(): IterableIterator<readonly SipDialog[]> {
    return this.calls.values();
  }

  has(callId: string): boolean {
    return this.calls.has(callId);
  }

  /** The calls with this Call-ID, in the order in which they began. */
  of(callId: string): readonly SipDialog[] {
    return this.calls.get(callId) ?? NONE;
  }

  hasRoom(callId: string): boolean {
    return this.of(callId).length < MOST_PER_CALL_ID;
  }

  add(call: SipDialog): void {
    const calls = this.calls.get(call.callId);
    if (calls !== undefined) {
      calls.push(call);
      return;
    }
    if (this.calls.size >= this.most) this.forgetOldest();
    this.calls.set(call.callId, [call]);
  }

  retain(stays: (call: SipDialog) => boolean): void {
    for (const [callId, calls] of this.calls) {
      const kept = calls.filter(stays);
      if (kept.length === 0) this.calls.delete(callId);
      else if (kept.length < calls.length) this.calls.set(callId, kept);
    }
  }

  dropOld(now: number): void {
    if (now < this.nextLook) return;
    this.nextLook = now + LOOK_EVERY;
    // A call is kept for this long after its end, as packets about the end of its dialog may follow.
    this.retain((call) => !isOver(call, now) || now - call.touched <= LINGERING);
  }

  private forgetOldest(): void {
    const oldest = this.oldest.next();
    if (oldest === undefined) return;
    this.calls.delete(oldest);
    this.forgotten++;
  }
}
