import { describe, expect, it } from 'vitest';
import { TimeBase } from '../../src/capture/time-base.ts';
import { LiveClock } from '../../src/tui/views/live-clock.ts';

function clockAt(wallSeconds: number) {
  const base = new TimeBase();
  base.fix(1_700_000_000);
  const state = { ended: false, tables: { base } };
  let passed = 0;
  const clock = new LiveClock(state, {
    wall: () => wallSeconds * 1e3 + passed,
    monotonic: () => 500 + passed,
  });
  return {
    state,
    clock,
    pass: (milliseconds: number) => {
      passed += milliseconds;
    },
  };
}

describe('the time of what is captured now', () => {
  it('goes on between messages, and begins anew with each', () => {
    const { clock, pass } = clockAt(1_700_000_012);
    expect(clock.now(10e9)).toBe(10e9);
    expect(clock.isRunning).toBe(true);
    pass(1500);
    expect(clock.now(10e9)).toBe(11.5e9);
    expect(clock.now(11e9)).toBe(11e9);
    pass(250);
    expect(clock.now(11e9)).toBe(11.25e9);
  });

  it('stands where a recording is played, and at the end', () => {
    const recording = clockAt(1_700_086_400);
    recording.clock.now(10e9);
    recording.pass(1000);
    expect(recording.clock.now(10e9)).toBe(10e9);
    expect(recording.clock.isRunning).toBe(false);
    const over = clockAt(1_700_000_012);
    over.clock.now(10e9);
    over.state.ended = true;
    over.pass(1000);
    expect(over.clock.now(10e9)).toBe(10e9);
  });
});
