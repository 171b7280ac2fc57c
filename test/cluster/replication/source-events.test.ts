import { describe, expect, it } from 'vitest';
import { SourceEvents } from '../../../src/cluster/replication/source-events.ts';
import type { SeenBin } from '../../../src/cluster/seen-message.ts';

const SECOND = 1e9;

/** Is it news that the content goes to these nodes, one after the other? */
function news(events: SourceEvents, content: number, destinations: readonly number[]): readonly boolean[] {
  return destinations.map((destination, at) =>
    events.isNews({ content, destination, time: at * SECOND } as SeenBin),
  );
}

describe('what a packet says of its source', () => {
  it.each([
    ['low', [2, 3, 29]],
    ['high', [30, 31, 32, 4000]],
    ['low and high', [0, 29, 30, 62]],
  ])('is news once, to whomever copies go: nodes with %s ids', (_, [first = 0, ...others]) => {
    const events = new SourceEvents();
    expect(news(events, 7, [first, ...others])).toEqual([true, ...others.map(() => false)]);
  });

  it.each([
    ['low', [2, 3, 4]],
    ['high', [42, 43, 44]],
    ['low and high', [2, 43, 4]],
  ])('is news again where a node gets it again: nodes with %s ids', (_, nodes) => {
    const events = new SourceEvents();
    news(events, 7, nodes);
    const again = news(events, 7, nodes);
    expect(again).toEqual([true, false, false]);
    expect(news(events, 7, [...nodes].reverse())).toEqual([true, false, false]);
  });

  it('is news where the content is another', () => {
    const events = new SourceEvents();
    expect([...news(events, 7, [2]), ...news(events, 8, [2])]).toEqual([true, true]);
  });
});
