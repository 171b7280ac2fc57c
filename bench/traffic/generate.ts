import { Cluster } from './bin/cluster.ts';
import { ConfirmedDialogs } from './bin/confirmed-dialogs.ts';
import { startCounters } from './bin/counters.ts';
import { Internals } from './bin/internals.ts';
import { Replicator } from './bin/replicator.ts';
import { Syncs } from './bin/sync.ts';
import { EventQueue } from './event-queue.ts';
import type { TrafficOptions } from './options.ts';
import { Population } from './population.ts';
import { Random } from './random.ts';
import { Registrar } from './sip/registration.ts';
import { SipWire } from './sip/sip-wire.ts';
import { startSubscribers, usersFor } from './sip/subscribers.ts';
import { Truth, type TruthRecord } from './truth.ts';
import { CaptureFile, LinkType } from './wire/capture-file.ts';
import { PacketWriter } from './wire/packet-writer.ts';
import { LAN, type TcpLine } from './wire/tcp-line.ts';
import { START, type World } from './world.ts';

/** Events between two looks at the output. */
const SLICE = 2000;

/**
 * Writes a capture of a platform of four nodes, as seen on the network between everybody: never more in
 * memory than what is under way. Returns what is in it.
 */
export async function generate(path: string, options: TrafficOptions): Promise<TruthRecord> {
  const linkType = options.link === 'cooked' ? LinkType.Cooked : LinkType.Ethernet;
  const { format, gzip } = options;
  const file = new CaptureFile(path, { format, gzip, linkType, start: START });
  const queue = new EventQueue();
  const truth = new Truth();
  const random = new Random(options.seed);
  const packets = new PacketWriter(file, linkType, truth);
  const line: TcpLine = { queue, packets, random, truth, conditions: LAN };
  const drain = setUp(line, options);

  while (truth.messages < options.messages) {
    for (let event = 0; event < SLICE && truth.messages < options.messages; event++) queue.runNext();
    await file.settled();
  }
  drain(file.time);
  const duration = file.time / 1e6;
  await file.end();
  return truth.record(options, file.size, duration);
}

/** Puts everybody in place; returns what brings the last bytes onto the wire. */
function setUp(line: TcpLine, options: TrafficOptions): (now: number) => void {
  const { queue, packets, random, truth } = line;
  const population = new Population(options.seed, usersFor(options));
  const sip = options.kind === 'bin' ? undefined : new SipWire(line);
  const common = { options, queue, packets, random, truth, population, sip };
  if (options.kind === 'sip') {
    const world: World = { ...common, replication: undefined };
    startSubscribers(world, new Registrar(world));
    return (now) => sip?.drain(now);
  }
  const cluster = new Cluster(line, options.release);
  const dialogs = new ConfirmedDialogs();
  const world: World = { ...common, replication: new Replicator(line, cluster, dialogs) };
  const registrar = new Registrar(world);
  const internals = new Internals(world, cluster);
  cluster.start(0);
  internals.start();
  startCounters(world, cluster, dialogs);
  new Syncs(world, cluster, registrar, dialogs, internals).start();
  startSubscribers(world, registrar);
  return (now) => {
    sip?.drain(now);
    cluster.drain(now);
  };
}
