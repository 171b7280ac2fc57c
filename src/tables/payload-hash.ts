import { finish, mix } from '../../decoders/bytes/hash.ts';

/**
 * A 64-bit hash of whole messages, in two halves; every byte counts. 32 bits are not enough: among a hundred
 * thousand messages of one length, two have the same. Like `hashBytes`, but for long ranges of the few
 * buffers that a capture is read through: it loads whole words, and mixes in two independent chains, which a
 * core runs in parallel.
 */
export class PayloadHash {
  /** The second half of the last result of `of`. */
  second = 0;
  private view: DataView = new DataView(new ArrayBuffer(0));

  of(bytes: Uint8Array, from: number, to: number): number {
    if (this.view.buffer !== bytes.buffer) this.view = new DataView(bytes.buffer);
    const { view } = this;
    let at = bytes.byteOffset + from;
    const end = bytes.byteOffset + to;
    let even = end - at;
    let odd = ODD_SEED;
    for (const last = end - 8; at <= last; at += 8) {
      const first = view.getInt32(at, true);
      const second = view.getInt32(at + 4, true);
      // Both chains take in both words, so that messages that differ in few places differ in both halves.
      even = mix(even, first ^ ((second << 13) | (second >>> 19)));
      odd = mix(odd, (first + second) | 0);
    }
    for (; at < end; at++) {
      odd = mix(odd, view.getUint8(at));
      even = mix(even, ~view.getUint8(at));
    }
    this.second = finish(mix(odd, even));
    return finish(mix(even, odd));
  }
}

const ODD_SEED = 0x27d4eb2f;
