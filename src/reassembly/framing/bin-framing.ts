import {
  CAPABILITY_AT,
  frameLength,
  Plausible,
  payloadAt,
  plausibleFrame,
} from '../../../decoders/bin/frame.ts';
import { type Cut, Protocol, Transport } from '../carried-message.ts';
import type { MessageForm } from '../message-outlet.ts';
import { type FramedStream, type Framing, Look } from './framing.ts';
import type { Stretch } from './stretch.ts';

/** Headers checked one behind the other before the first one is believed while searching. */
const CHAIN = 8;
/** "P", with which the marker begins. */
const FIRST_BYTE = 0x50;

/**
 * BIN packets (spec bin-core 3 and 13). In sync, only the length field delimits packets: the payload of one
 * may itself contain whole packets. Keeps no state between packets, so one instance serves all streams.
 */
export class BinFraming implements Framing, MessageForm {
  readonly protocol = Protocol.Bin;
  readonly transport = Transport.Tcp;
  length = 0;
  readonly rest = 0;
  readonly isOpenEnded = false;
  readonly collectedBytes = 0;

  look(bytes: Uint8Array, from: number, to: number): Look {
    const plausible = plausibleFrame(bytes, from, to);
    if (plausible === Plausible.No) return Look.No;
    if (plausible === Plausible.NeedsMore) {
      this.length = headerLength(bytes, from, to);
      return Look.NeedsMore;
    }
    this.length = frameLength(bytes, from);
    return this.length <= to - from ? Look.Message : Look.Incomplete;
  }

  restart(): void {}

  lookMalformed(): Look {
    return Look.No;
  }

  mayBegin(stretch: Stretch): boolean {
    return stretch.bytes[stretch.from] === FIRST_BYTE;
  }

  distance({ bytes, from, to }: Stretch): number {
    let at = from + 1;
    while (at < to && bytes[at] !== FIRST_BYTE) at++;
    return at - from;
  }

  follows(bytes: Uint8Array, at: number, to: number): Plausible {
    let known: Plausible = Plausible.NeedsMore;
    for (let packets = 0; packets < CHAIN && at < to; packets++) {
      const plausible = plausibleFrame(bytes, at, to);
      if (plausible === Plausible.No) return Plausible.No;
      if (plausible === Plausible.NeedsMore) return known;
      known = Plausible.Yes;
      at += frameLength(bytes, at);
    }
    return known;
  }

  deliver(stretch: Stretch, cut: Cut, stream: FramedStream): void {
    stream.push(this, stretch, this.length, cut);
  }

  /** A packet whose header is incomplete is passed over: neither its length nor its capability is certain. */
  cutShort(stretch: Stretch, cut: Cut, stream: FramedStream): number {
    const { bytes, from, to } = stretch;
    if (plausibleFrame(bytes, from, to) !== Plausible.Yes) {
      stream.counters.skippedBytes += to - from;
      stretch.consume(to - from);
      return -1;
    }
    const missing = frameLength(bytes, from) - (to - from);
    stream.push(this, stretch, to - from, cut);
    return missing;
  }

  abandon(): void {}

  shed(): void {}
}

/** Bytes needed to decide whether a BIN header stands here. */
function headerLength(bytes: Uint8Array, from: number, to: number): number {
  return to - from < CAPABILITY_AT ? CAPABILITY_AT : payloadAt(bytes, from) - from;
}
