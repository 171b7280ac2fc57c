import type { ReleaseSet } from '../../decoders/bin/releases.ts';
import type { Restarts } from './restarts.ts';
import type { SeenMessage, Tracker } from './seen-message.ts';
import { SenderReleases } from './sender-releases.ts';

/** Which releases may a node run? */
export interface Releases {
  of(cluster: number, node: number): ReleaseSet;
}

/**
 * The releases of nodes at the time up to which messages were taken. What all of the capture tells of a node holds at
 * any time, unless it was upgraded meanwhile: then what it said so far counts, and after a restart only what it has said
 * since. Live, an upgrade is known as soon as the first packet of the new release is there; until something is said by
 * a node after that, it may run any.
 */
export class NodeReleases implements Releases, Tracker {
  private readonly whole: SenderReleases;
  private readonly present = new SenderReleases();

  constructor(whole: SenderReleases, restarts: Pick<Restarts, 'onRestart'>) {
    this.whole = whole;
    restarts.onRestart((cluster, node) => this.present.forget(cluster, node));
  }

  push(message: SeenMessage): void {
    if (message.protocol !== 'bin') return;
    const { cluster, source } = message;
    // Of all others, what they say now is not asked for, and their packets need not be decoded for it.
    if (!this.whole.wasUpgraded(cluster, source)) return;
    const { packet } = message;
    if (packet.status === 'decoded') this.present.learn(cluster, source, packet.releases);
  }

  of(cluster: number, node: number): ReleaseSet {
    const { whole, present } = this;
    return whole.wasUpgraded(cluster, node) ? present.of(cluster, node) : whole.of(cluster, node);
  }
}
