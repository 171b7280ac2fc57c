import { describe, expect, test } from 'vitest';
import { ANY_RELEASE, type ReleaseSet, releases } from '../../decoders/bin/releases.ts';
import { NodeReleases } from '../../src/cluster/node-releases.ts';
import type { RestartListener } from '../../src/cluster/restarts.ts';
import type { SeenMessage } from '../../src/cluster/seen-message.ts';
import { SenderReleases } from '../../src/cluster/sender-releases.ts';
import type { MessageId } from '../../src/ids.ts';

const OLD = releases('3.1.3-3.5');
const NEW = releases('3.6+');

/** Node 1 of cluster 1, whose packets were all read before the first is analysed. */
class Node {
  private readonly listeners: RestartListener[] = [];
  private readonly known: NodeReleases;

  constructor(...sent: readonly ReleaseSet[]) {
    const whole = new SenderReleases();
    for (const one of sent) whole.learn(1, 1, one);
    this.known = new NodeReleases(whole, { onRestart: (listener) => void this.listeners.push(listener) });
  }

  sends(set: ReleaseSet): ReleaseSet {
    const packet = { status: 'decoded', releases: set };
    this.known.push({ protocol: 'bin', cluster: 1, source: 1, packet } as SeenMessage);
    return this.now;
  }

  restarts(): ReleaseSet {
    for (const listener of this.listeners) listener(1, 1, 0, 0 as MessageId);
    return this.now;
  }

  get now(): ReleaseSet {
    return this.known.of(1, 1);
  }
}

describe('the release of a node', () => {
  test('is what all of the capture tells, from the beginning', () => {
    expect(new Node(ANY_RELEASE, OLD).now).toBe(OLD);
  });

  test('was another one before an upgrade; after a restart it may be any until the node tells', () => {
    const node = new Node(OLD, NEW);
    expect([node.now, node.sends(OLD), node.restarts(), node.sends(NEW)]).toEqual([
      ANY_RELEASE,
      OLD,
      ANY_RELEASE,
      NEW,
    ]);
  });

  test('costs no look into the packets of a node that was not upgraded', () => {
    const known = new NodeReleases(new SenderReleases(), { onRestart: () => {} });
    const unread = {
      protocol: 'bin',
      cluster: 1,
      source: 1,
      get packet(): never {
        throw new Error('decoded');
      },
    };
    expect(() => known.push(unread as unknown as SeenMessage)).not.toThrow();
  });

  test('is the new one after an upgrade whose restart was not seen', () => {
    const node = new Node(OLD, NEW);
    expect([node.sends(OLD), node.sends(NEW)]).toEqual([OLD, NEW]);
  });
});
