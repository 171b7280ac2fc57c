import type { Task } from '../event-queue.ts';
import type { Endpoint } from '../wire/packet-writer.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';

const INTERVAL = 20_000;
const SAMPLES = 160;
const HEADER = 12;

/** One direction of the media of a call: G.711 over RTP, a packet every 20 ms. */
class MediaStream implements Task {
  private readonly world: World;
  private readonly from: Endpoint;
  private readonly to: Endpoint;
  private readonly packet = new Uint8Array(HEADER + SAMPLES);
  private readonly view = new DataView(this.packet.buffer);
  private left: number;
  private sequence: number;
  private stamp: number;

  constructor(world: World, from: Endpoint, to: Endpoint, packets: number) {
    this.world = world;
    this.from = from;
    this.to = to;
    this.left = packets;
    this.sequence = world.random.below(0x8000);
    this.stamp = world.random.u32();
    this.packet.fill(0xd5, HEADER);
    this.view.setUint16(0, 0x8008);
    this.view.setUint32(8, world.random.u32());
  }

  run(now: number): void {
    this.view.setUint16(2, this.sequence);
    this.view.setUint32(4, this.stamp);
    this.sequence = (this.sequence + 1) & 0xffff;
    this.stamp = (this.stamp + SAMPLES) >>> 0;
    this.world.packets.udpBytes(now, this.from, this.to, this.packet);
    this.world.truth.rtpPackets++;
    if (--this.left > 0) this.world.queue.at(now + INTERVAL, this);
  }
}

/** Both directions of an answered call. */
export function startMedia(world: World, call: Call, packets: number): void {
  const { queue, random } = world;
  queue.after(random.below(INTERVAL), new MediaStream(world, call.callerMedia, call.calleeRelay, packets));
  queue.after(random.below(INTERVAL), new MediaStream(world, call.calleeMedia, call.callerRelay, packets));
}
