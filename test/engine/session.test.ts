import { describe, expect, test } from 'vitest';
import { CaptureError } from '../../src/capture/capture-error.ts';
import { Session } from '../../src/engine/session.ts';
import { messagesOf, readAll, recording } from '../recordings/recordings.ts';

const { captures, manifest } = recording('3.4/calls');
const offset = recording('3.4/clock-offset');

function capture(name: string): string {
  const found = captures.find((path) => path.endsWith(`/${name}.pcap.gz`));
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

/** What the messages are, in order, without what numbers the session gave them. */
function story(session: Session): readonly string[] {
  const { index, endpoints, base } = session.tables;
  return [...messagesOf(session)].map((id) => {
    const time = session.timeOf(id);
    const ends = `${endpoints.text(index.sender(id))} ${endpoints.text(index.receiver(id))}`;
    const bytes = Buffer.from(session.reader.bytes(id)).toString('latin1');
    return `${base.secondsOf(time)}.${base.nanosecondsOf(time)} ${ends} ${bytes}`;
  });
}

describe('opening', () => {
  test('names the file that cannot be read, and leaves none open', async () => {
    await expect(Session.open([capture('node1'), '/nowhere/at-all.pcap'])).rejects.toThrow(CaptureError);
    await expect(Session.open([capture('node1'), '/nowhere/at-all.pcap'])).rejects.toThrow('at-all.pcap');
  });

  test('reads nothing', async () => {
    const session = await Session.open([capture('node1')]);
    expect(session.progress).toMatchObject({ frames: 0, messages: 0, ended: false });
    expect(session.firstFrameTime).toBeUndefined();
    session.close();
  });
});

describe('reading', () => {
  test('in the smallest slices gives what reading at once gives', async () => {
    const atOnce = await readAll([capture('bridge')]);
    const session = await Session.open([capture('bridge')]);
    let frames = 0;
    let slices = 0;
    for (let state = session.read(0); state !== 'end'; state = session.read(0)) {
      slices++;
      const { progress } = session;
      expect(progress.frames).toBeGreaterThanOrEqual(frames);
      expect(session.tables.order.length).toBe(progress.messages);
      frames = progress.frames;
      if (state === 'wait') await session.whenReady();
    }
    expect(slices).toBeGreaterThan(1);
    expect(session.progress).toMatchObject({ ended: true, frames: atOnce.progress.frames });
    expect(session.read(100)).toBe('end');
    expect(story(session)).toEqual(story(atOnce));
    for (const one of [session, atOnce]) one.close();
  });

  test('messages come in the order of their times', async () => {
    const session = await readAll(captures);
    const times = [...messagesOf(session)].map((id) => session.timeOf(id));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.length).toBe(session.tables.index.size);
    session.close();
  });

  test('the order of the files does not matter to what was sent when', async () => {
    const nodes = ['node1', 'node2', 'node4'].map(capture);
    const [forth, back] = [await readAll(nodes), await readAll([...nodes].reverse())];
    const [one, other] = [story(forth), story(back)].map((lines) =>
      lines.map((line) => line.replace(/^\S+ /, '')),
    );
    expect([...(one ?? [])].sort()).toEqual([...(other ?? [])].sort());
    for (const session of [forth, back]) session.close();
  });
});

describe('sights', () => {
  test('every capture that saw a message is named once, the first to see it first', async () => {
    const session = await readAll([capture('bridge'), capture('node1'), capture('node2')]);
    const seenBy = [0, 0, 0, 0];
    for (const id of messagesOf(session)) {
      const sights = session.sightsOf(id);
      expect(new Set(sights.map(({ source }) => source)).size).toBe(sights.length);
      seenBy[sights.length] = (seenBy[sights.length] ?? 0) + 1;
      expect(sights[0]).toMatchObject({ frame: session.tables.index.frame(id) });
      for (const { source } of sights)
        expect(session.captureName(source)).toMatch(/^(bridge|node[12])\.pcap/);
      expect(session.retransmissionsOf(id)).toBe(Math.max(...sights.map((one) => one.retransmissions)));
    }
    // From node 1 to node 2 all three see it, what neither of them sends or gets only the bridge.
    for (const times of [1, 2, 3]) expect([times, (seenBy[times] ?? 0) > 0]).toEqual([times, true]);
    session.close();
  });
});

describe('aligning clocks', () => {
  test('brings captures of clocks that were set wrong to one time, to within a millisecond', async () => {
    const session = await readAll(offset.captures);
    const lists = [...messagesOf(session)];
    const spread = (): number =>
      Math.max(
        ...lists.map((id) => {
          const times = session.sightsOf(id).map(({ source, time }) => session.alignedTime(source, time));
          return Math.max(...times) - Math.min(...times);
        }),
      );
    const shared = lists.filter((id) => session.sightsOf(id).length > 1);
    expect(shared.length).toBeGreaterThan(50);
    expect(session.clocks).toBeUndefined();
    expect(spread()).toBeGreaterThan(100e6);
    session.align();
    expect(session.clocks).toBeDefined();
    expect(spread()).toBeLessThan(1e6);
    const times = [...messagesOf(session)].map((id) => session.timeOf(id));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    session.close();
  });

  test('does nothing to one capture', async () => {
    const session = await readAll([capture('node1')]);
    const before = story(session);
    session.align();
    expect(story(session)).toEqual(before);
    session.close();
  });
});

test('counters are those of the frames that the capture program counted', async () => {
  for (const name of ['node1', 'node4', 'bridge']) {
    const session = await readAll([capture(name)]);
    const { packets } = manifest.files[`${name}.pcap`] as unknown as { packets: number };
    expect(session.counters.frames).toBe(packets);
    expect(session.progress.bytesRead).toBe(session.progress.bytesTotal);
    session.close();
  }
});
