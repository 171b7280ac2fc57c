import { describe, expect, test } from 'vitest';
import { RECORDINGS, syncgrep } from './run-program.ts';

/** From 09:28:53.859 to 09:29:16, UTC. */
const CALLS = ['1', '2', '3', '4'].map((node) => `${RECORDINGS}/3.4/calls/node${node}.pcap.gz`);
const CAPTURE = '(09:28:53 to 09:29:16, UTC)';

const at = (command: string, time: string, ...options: readonly string[]) =>
  syncgrep([command, '--at', time, ...options, ...CALLS]);

describe('--at a time that was not captured', () => {
  test.each(['check', 'aors', 'dialogs', 'nodes', 'syncs', 'flows'])('%s says so', async (command) => {
    const before = await at(command, '05:00');
    expect(before).toMatchObject({ code: 2, output: '' });
    expect(before.errors).toContain(`05:00:00 is before the capture ${CAPTURE}`);
    const behind = await at(command, '12:00');
    expect(behind.code).toBe(0);
    expect(behind.output).not.toBe('');
    expect(behind.errors).toContain(`12:00:00 is 2 h 30 min after the end of the capture ${CAPTURE}`);
  });

  test('of another day, or in another zone', async () => {
    const { code, errors } = await at('check', '2026-11-20T09:29:00Z');
    expect(code).toBe(2);
    expect(errors).toContain(`11-20 09:29:00 is before the capture ${CAPTURE}`);
    expect((await at('check', '09:29:00+02:00')).errors).toContain('07:29:00 is before');
  });

  test('fractions of a second are told where seconds are equal', async () => {
    const { code, errors } = await at('check', '09:28:53');
    expect(code).toBe(2);
    expect(errors).toContain('09:28:53.000000 is before the capture (09:28:53.858956 to');
  });

  test.each(['09:28:54', '09:29:00', '09:29:16', '+0'])('%s is within it', async (time) => {
    expect((await at('check', time)).errors).not.toContain('the capture (');
  });
});
