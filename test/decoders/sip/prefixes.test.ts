import { describe, expect, test } from 'vitest';
import { SipStatus } from '../../../decoders/sip/message-status.ts';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import { headerLines, indexed, torture } from './messages.ts';

/** Whole messages with a Content-Length, so that every prefix is known to be one. */
const WHOLE = [
  'wsinv',
  'intmeth',
  'esc01',
  'escnull',
  'esc02',
  'longreq',
  'semiuri',
  'mpart01',
  'unreason',
  'noreason',
];

const SCALARS = ['method', 'statusCode', 'cseqNumber', 'contentLength'] as const;
const RANGES = ['method', 'uri', 'version', 'status', 'reason', 'callId', 'cseqMethod'] as const;

describe.each(WHOLE)('every prefix of %s', (name) => {
  const bytes = torture(name);
  const full = indexed(bytes);
  const lines = headerLines(full);
  const step = bytes.length > 2000 ? 3 : 1;

  test('is partial, and what it tells is what the whole tells', () => {
    const mistakes: string[] = [];
    for (let to = 0; to < bytes.length; to += step) {
      const index = indexed(bytes, 0, to);
      const differs = (key: 'kind' | (typeof SCALARS)[number]) => index[key] > 0 && index[key] !== full[key];
      const isElsewhere = (key: (typeof RANGES)[number]) => {
        const [from, end] = [index[`${key}From`], index[`${key}To`]];
        return end > from && (from !== full[`${key}From`] || end !== full[`${key}To`]);
      };
      const wrong = [
        ...(index.status === SipStatus.Partial ? [] : ['status']),
        ...(index.bodyTo <= to ? [] : ['body']),
        ...(['kind', ...SCALARS] as const).filter(differs),
        ...RANGES.filter(isElsewhere),
      ];
      mistakes.push(...wrong.map((what) => `${what} at ${to}`));
    }
    expect(mistakes).toEqual([]);
  });

  test('has the same header fields as far as they are whole', () => {
    for (let to = 0; to < bytes.length; to += step) {
      const index = indexed(bytes, 0, to);
      const whole = index.wholeHeaders;
      expect(headerLines(index).slice(0, whole)).toEqual(lines.slice(0, whole));
    }
  });

  test('is partial as a value, too', () => {
    const stride = Math.max(1, Math.floor(bytes.length / 60));
    const { callId } = parseSip(bytes, 0, bytes.length);
    for (let to = 0; to < bytes.length; to += stride) {
      const message = parseSip(bytes, 0, to);
      expect(message.state, `at ${to}`).toBe('partial');
      expect(message.error).toEqual({ offset: to, reason: 'the bytes end here' });
      if (message.callId !== undefined) expect(message.callId).toBe(callId);
    }
  });
});
