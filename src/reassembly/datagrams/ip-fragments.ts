import { hashBytes } from '../../../decoders/bytes/hash.ts';
import type { PacketLayers } from '../../../decoders/packet-layers.ts';
import type { Extents } from '../carried-message.ts';
import type { Counters } from '../counters.ts';
import type { FragmentLimits } from '../options.ts';
import { FragmentedDatagram } from './fragmented-datagram.ts';

const LONGEST_DATAGRAM = 65_535;
/** Reassembled datagrams that are remembered, to recognise copies of their fragments. */
const RECENT = 64;

/**
 * Reassembles IPv4 and IPv6 datagrams, whatever the order of their fragments. A datagram is given up when it
 * grows too old, when there are too many, or when they take too much memory; each case is counted.
 */
export class IpFragments {
  private readonly limits: FragmentLimits;
  private readonly counters: Counters;
  /** By a hash of what identifies a datagram (RFC 791 3.2, RFC 8200 4.5), the oldest first. */
  private readonly open = new Map<number, FragmentedDatagram>();
  private readonly recent = new Map<number, FragmentedDatagram>();
  private openBytes = 0;

  constructor(limits: FragmentLimits, counters: Counters) {
    this.limits = limits;
    this.counters = counters;
  }

  /**
   * Takes the fragment in `layers`, captured at `time` (session time); `location` tells where its captured
   * payload lies in the file. Returns the datagram if this completes it: `layers` then describe the whole,
   * and are valid as long as it is.
   */
  push(layers: PacketLayers, location: Extents, time: number): FragmentedDatagram | undefined {
    this.counters.fragments++;
    if (!isPossible(layers)) {
      this.counters.fragmentsDropped++;
      return undefined;
    }
    this.expire(time);
    const hash = hashOf(layers);
    if (this.isLateCopy(hash, layers, time)) {
      this.counters.fragmentsDuplicate++;
      return undefined;
    }
    const datagram = this.datagramOf(hash, layers, time);
    if (!this.add(datagram, layers, location)) return undefined;
    if (datagram.isComplete) return this.complete(hash, datagram, layers);
    this.evict();
    return undefined;
  }

  /** The capture is over: gives up all incomplete datagrams. */
  finish(): void {
    this.counters.datagramsExpired += this.open.size;
    this.open.clear();
    this.recent.clear();
    this.openBytes = 0;
  }

  /**
   * Is it a copy of a fragment of a datagram that is complete already, as captures on several interfaces have
   * them? Identifications are reused, so bytes are compared; and once another datagram with the same one has
   * begun, all further fragments count as its own.
   */
  private isLateCopy(hash: number, layers: PacketLayers, time: number): boolean {
    const whole = this.recent.get(hash);
    if (whole === undefined || this.open.has(hash)) return false;
    return whole.owns(layers) && !this.isOld(whole, time) && whole.repeats(layers);
  }

  private datagramOf(hash: number, layers: PacketLayers, time: number): FragmentedDatagram {
    const known = this.open.get(hash);
    if (known !== undefined) {
      if (known.owns(layers)) {
        if (!this.isOld(known, time)) return known;
        this.counters.datagramsExpired++;
      } else {
        this.counters.datagramsEvicted++;
      }
      this.forget(hash, known);
    }
    const datagram = new FragmentedDatagram(layers, time);
    this.open.set(hash, datagram);
    return datagram;
  }

  /** False if the fragment was of no use. */
  private add(datagram: FragmentedDatagram, layers: PacketLayers, location: Extents): boolean {
    const { counters, limits } = this;
    if (datagram.contradicts(layers) || datagram.pieceCount >= limits.fragmentPieces) {
      counters.fragmentsDropped++;
      return false;
    }
    const before = datagram.size;
    const fresh = datagram.add(layers, location);
    this.openBytes += datagram.size - before;
    if (fresh === 0) counters.fragmentsDuplicate++;
    else if (fresh < layers.payloadEnd - layers.payloadFrom) counters.fragmentsOverlapping++;
    return true;
  }

  private complete(hash: number, datagram: FragmentedDatagram, layers: PacketLayers): FragmentedDatagram {
    this.forget(hash, datagram);
    datagram.assemble();
    datagram.expose(layers);
    this.counters.datagramsReassembled++;
    this.recent.delete(hash);
    this.recent.set(hash, datagram);
    if (this.recent.size > RECENT) this.recent.delete(firstKey(this.recent));
    return datagram;
  }

  private expire(time: number): void {
    for (const [hash, datagram] of this.open) {
      if (!this.isOld(datagram, time)) return;
      this.forget(hash, datagram);
      this.counters.datagramsExpired++;
    }
  }

  /** Too old, or from the future: the clock of the capture was set back. */
  private isOld(datagram: FragmentedDatagram, time: number): boolean {
    return Math.abs(time - datagram.started) > this.limits.fragmentAge;
  }

  private evict(): void {
    const { fragmentedDatagrams, fragmentBytes } = this.limits;
    for (const [hash, datagram] of this.open) {
      if (this.open.size <= fragmentedDatagrams && this.openBytes <= fragmentBytes) return;
      this.forget(hash, datagram);
      this.counters.datagramsEvicted++;
    }
  }

  private forget(hash: number, datagram: FragmentedDatagram): void {
    this.open.delete(hash);
    this.openBytes -= datagram.size;
  }
}

/** All fragments but the last carry a multiple of eight bytes (RFC 791 3.2, RFC 8200 4.5). */
function isPossible(layers: PacketLayers): boolean {
  const length = layers.payloadEnd - layers.payloadFrom;
  if (layers.moreFragments && length % 8 !== 0) return false;
  return length > 0 && layers.fragmentOffset + length <= LONGEST_DATAGRAM;
}

function hashOf(layers: PacketLayers): number {
  const { bytes, sourceAt, addressLength, identification, ipVersion, protocol } = layers;
  const seed = ipVersion === 6 ? identification : identification | (protocol << 16);
  return hashBytes(bytes, sourceAt, sourceAt + 2 * addressLength, seed);
}

function firstKey(map: Map<number, FragmentedDatagram>): number {
  for (const key of map.keys()) return key;
  return -1;
}
