import { finish, mix } from '../../../decoders/bytes/hash.ts';
import { i32be, u16be, u32be } from '../../../decoders/bytes/integers.ts';
import { decodeLink, LinkType } from '../../../decoders/link/link.ts';
import { CookedDirection, sll2Direction, sllDirection } from '../../../decoders/link/linux-cooked.ts';
import { decodeIp } from '../../../decoders/network/ip.ts';
import { LayerStatus, PacketLayers } from '../../../decoders/packet-layers.ts';
import type { Frame } from '../../capture/frame.ts';

/** Hosts and pairs of hosts that are remembered. */
const MOST = 4096;
/** Nodes ping each other every few seconds: hosts that were not seen for so long are not seen. */
const LONG = 10e9;

/** An address, as a number: of IPv6 a hash, which hardly ever two of one capture have in common. */
type Host = number;

/**
 * Where an observer captures, as far as its frames tell: on a host, which is then one end of everything that it
 * captures, or between hosts. In a cooked capture each frame says whether the host itself sent it.
 */
export class ObservationPoint {
  /** Hosts that are an end of every frame; by MAC address if frames have one. */
  private common: Set<number> | undefined;
  /** Addresses of the host itself, and the MAC address it sent from, as cooked frames tell; 0 where it only got something. */
  private readonly own = new Map<Host, number>();
  /** MAC addresses of the host itself: it sends more than IP. */
  private readonly cards = new Set<number>();
  /** Pairs of hosts between which frames were seen, in either direction. */
  private readonly pairs = new Set<number>();
  private linkType = -1;
  private first = 0;
  private last = 0;
  private readonly layers = new PacketLayers();

  add(frame: Frame): void {
    const { layers } = this;
    const { bytes, from, to, linkType, time } = frame;
    if (this.linkType < 0) {
      this.linkType = linkType;
      this.first = time;
    }
    layers.bytes = bytes;
    const end = Math.max(to, from + frame.originalLength);
    this.addCard(frame);
    if (linkType !== this.linkType || decodeLink(linkType, layers, from, to, end) !== LayerStatus.Ok) return;
    if (decodeIp(layers) !== LayerStatus.Ok || isToMany(layers)) return;
    this.last = time;
    const sender = hostAt(layers, layers.sourceAt);
    const receiver = hostAt(layers, layers.destinationAt);
    if (this.pairs.size < MOST) this.pairs.add(pairOf(sender, receiver));
    const cooked = cookedHeader(linkType);
    if (cooked !== undefined) {
      this.addCooked(sender, receiver, cooked.direction(bytes, from), from + cooked.macAt);
    } else if (linkType === LinkType.Ethernet) this.addEnds(macAt(bytes, from + 6), macAt(bytes, from));
    else this.addEnds(sender, receiver);
  }

  /** How this observation point relates to another one, whose frames come later. */
  compare(later: ObservationPoint): Place {
    if (this.own.size > 0 && later.own.size > 0) return this.compareOwn(later);
    const [before, after] = [this.common, later.common];
    if (before === undefined || after === undefined) return 'open';
    const areLong = this.isLong && later.isLong;
    if (before.size === 0) return after.size === 0 ? 'open' : areLong ? 'elsewhere' : 'part';
    const isShared = [...after].some((host) => before.has(host));
    if (isShared) return before.size > 1 ? 'open' : after.size === 1 ? 'same' : 'either';
    return areLong && before.size === 1 && after.size === 1 ? 'elsewhere' : 'other';
  }

  /** Does it see nobody talk to anybody who was not seen to before? Who stands on a host has to say on which. */
  isMoreOf(before: ObservationPoint): boolean {
    if (this.own.size > 0) return false;
    for (const pair of this.pairs) if (!before.pairs.has(pair)) return false;
    return this.pairs.size > 0;
  }

  /** Does it see anybody talk to whom he was seen to talk to before? */
  goesOnFrom(before: ObservationPoint): boolean {
    for (const pair of this.pairs) if (before.pairs.has(pair)) return true;
    return false;
  }

  private get isLong(): boolean {
    return this.last - this.first >= LONG;
  }

  private addCooked(sender: Host, receiver: Host, direction: number, macFrom: number): void {
    const { own } = this;
    if (own.size >= MOST || isLoopback(sender)) return;
    if (direction === CookedDirection.Outward) own.set(sender, macAt(this.layers.bytes, macFrom));
    else if (direction === CookedDirection.Inward && !own.has(receiver)) own.set(receiver, 0);
  }

  private addCard({ bytes, from, to, linkType }: Frame): void {
    const { cards } = this;
    const cooked = cookedHeader(linkType);
    if (cooked === undefined || from + cooked.length > to || cards.size >= MOST) return;
    if (cooked.direction(bytes, from) !== CookedDirection.Outward) return;
    const card = macAt(bytes, from + cooked.macAt);
    // A loopback interface has none.
    if (card !== 0) cards.add(card);
  }

  /** Hosts that have the same address at different times have different MAC addresses. */
  private compareOwn(later: ObservationPoint): Place {
    const [before, after] = [this.own, later.own];
    const shared = [...after].filter(([host]) => before.has(host));
    if (shared.length === 0) return 'elsewhere';
    const sent = shared.filter(([host, mac]) => mac !== 0 && before.get(host) !== 0);
    if (sent.some(([host, mac]) => before.get(host) !== mac)) return 'elsewhere';
    if (sent.length === 0) return areApart(this.cards, later.cards) ? 'elsewhere' : 'open';
    return shared.length === before.size || shared.length === after.size ? 'same' : 'open';
  }

  private addEnds(one: number, other: number): void {
    const { common } = this;
    // A loopback interface has no address of its own.
    if (one === 0 || other === 0) return;
    if (common === undefined) this.common = new Set([one, other]);
    else if (common.size > 0)
      for (const host of common) if (host !== one && host !== other) common.delete(host);
  }
}

/**
 * `same`: on the same host. `elsewhere`: on another host, as the frames say. `other`: seemingly elsewhere, if what
 * was seen so far is all that can be seen from there. `part`: the first one stands between hosts, and what the other one
 * saw so far can all be seen on one host. `either`: on the same host, or on one that this one talks to. `open`: that
 * cannot be told.
 */
export type Place = 'same' | 'elsewhere' | 'other' | 'part' | 'either' | 'open';

/** Both have some, and none in common. */
function areApart(before: ReadonlySet<number>, after: ReadonlySet<number>): boolean {
  if (before.size === 0 || after.size === 0) return false;
  for (const one of after) if (before.has(one)) return false;
  return true;
}

/** The layout of a cooked header. */
function cookedHeader(linkType: number) {
  if (linkType === LinkType.LinuxSll) return SLL;
  return linkType === LinkType.LinuxSll2 ? SLL2 : undefined;
}

const SLL = { length: 16, macAt: 6, direction: sllDirection } as const;
const SLL2 = { length: 20, macAt: 12, direction: sll2Direction } as const;

function hostAt({ bytes, addressLength }: PacketLayers, at: number): Host {
  if (addressLength === 4) return u32be(bytes, at);
  let hash = 0;
  for (let word = 0; word < 16; word += 4) hash = mix(hash, i32be(bytes, at + word));
  return 2 ** 32 + finish(hash);
}

/** The same key for both directions. */
function pairOf(one: Host, other: Host): number {
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  return finish(mix(mix(0, low), high)) * 2 ** 20 + ((low + high) % 2 ** 20);
}

function macAt(bytes: Uint8Array, at: number): number {
  return u16be(bytes, at) * 2 ** 32 + u32be(bytes, at + 2);
}

/** Multicast and broadcast say nothing of who is where. */
function isToMany({ bytes, destinationAt, addressLength }: PacketLayers): boolean {
  const first = bytes[destinationAt] as number;
  return addressLength === 4 ? first >= 224 : first === 0xff;
}

function isLoopback(host: Host): boolean {
  return host >>> 24 === 127 && host < 2 ** 32;
}
