import { finish, mix } from '../../decoders/bytes/hash.ts';

/**
 * A 32-bit hash of whole messages, every byte counting. As `hashBytes`, but for long stretches of the
 * few buffers that a capture is read through: words are loaded at once, and two chains of mixing run
 * side by side, which doubles what a core gets done.
 */
export class PayloadHash {
  private view: DataView = new DataView(new ArrayBuffer(0));

  of(bytes: Uint8Array, from: number, to: number): number {
    if (this.view.buffer !== bytes.buffer) this.view = new DataView(bytes.buffer);
    const { view } = this;
    let at = bytes.byteOffset + from;
    const end = bytes.byteOffset + to;
    let even = end - at;
    let odd = ODD_SEED;
    for (const last = end - 8; at <= last; at += 8) {
      even = mix(even, view.getInt32(at, true));
      odd = mix(odd, view.getInt32(at + 4, true));
    }
    for (; at < end; at++) odd = mix(odd, view.getUint8(at));
    return finish(mix(even, odd));
  }
}

const ODD_SEED = 0x27d4eb2f;
