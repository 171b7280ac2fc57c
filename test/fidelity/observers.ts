import type { Session } from '../../src/engine/session.ts';
import { nameInManifest, type Recording, readAll } from '../recordings/recordings.ts';

/** A choice of the captures of a recording. */
export interface Observers {
  readonly name: string;
  readonly captures: readonly string[];
  /** Node ids of which each must be covered; undefined where the captures decide. */
  readonly covers: readonly number[] | undefined;
}

/** The bridge alone, all nodes together, and each node alone; as far as there are captures. */
export function observersOf({ captures }: Recording): readonly Observers[] {
  const bridge = captures.filter((path) => /\/bridge\.pcap\.gz$/.test(path));
  const nodes = captures.filter((path) => /\/node\d+\.(pcap|pcapng|nsec\.pcap)\.gz$/.test(path));
  const first = new Map(nodes.map((path) => [nodeOf(path), path] as const).reverse());
  const single = [...first].sort(([a], [b]) => a - b);
  return [
    { name: 'bridge', captures: bridge, covers: undefined },
    { name: 'all nodes', captures: single.map(([, path]) => path), covers: single.map(([node]) => node) },
    ...single.map(([node, path]) => ({ name: `node ${node}`, captures: [path], covers: [node] })),
  ].filter((one) => one.captures.length > 0);
}

function nodeOf(path: string): number {
  return Number(/\/node(\d+)\./.exec(path)?.[1]);
}

/** All that the observers captured, with their clocks aligned: to be compared, and then closed. */
export async function readOf({ captures }: Observers): Promise<Session> {
  const session = await readAll(captures);
  session.align();
  return session;
}

/** Seconds by which the clock of the only observer is ahead; several are aligned to the first one's. */
export function clockOffset({ manifest }: Recording, { captures }: Observers): number {
  const [first = ''] = captures;
  return manifest.files[nameInManifest(first)]?.clock_offset_s ?? 0;
}
