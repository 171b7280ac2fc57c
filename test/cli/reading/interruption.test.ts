import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Interruption } from '../../../src/cli/reading/interruption.ts';

/** Of programs that ended otherwise than by a signal in the same process. */
const others = process.listeners('SIGINT');

beforeEach(() => {
  for (const one of others) process.off('SIGINT', one);
});

afterEach(() => {
  for (const one of others) process.on('SIGINT', one);
  vi.restoreAllMocks();
});

test('a signal that is passed on once more is the same wish; a later one ends the program at once', () => {
  let now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const interruption = new Interruption();
  expect(interruption.isRequested).toBe(false);
  process.emit('SIGINT', 'SIGINT');
  now += 199;
  process.emit('SIGINT', 'SIGINT');
  expect([interruption.isRequested, kill.mock.calls]).toEqual([true, []]);
  now += 1;
  process.emit('SIGINT', 'SIGINT');
  expect(kill.mock.calls).toEqual([[process.pid, 'SIGINT']]);
  interruption.stopListening();
});
