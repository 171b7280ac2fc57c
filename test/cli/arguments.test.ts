import { describe, expect, test } from 'vitest';
import { TimeBase } from '../../src/capture/time-base.ts';
import { isBrightBackground, printedPalette, wantsColour } from '../../src/cli/colour.ts';
import { mistakeText, selectionOf } from '../../src/cli/commands/selection.ts';
import { portList } from '../../src/cli/request/ports.ts';
import { requestOf } from '../../src/cli/request/request.ts';
import { parseTime, timeRange } from '../../src/cli/request/time-argument.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

describe('times', () => {
  const nanoseconds = (text: string) => {
    const time = parseTime('--since', text, true);
    return time.kind === 'absolute' ? time.epoch : undefined;
  };

  test('ISO 8601 to the nanosecond', () => {
    const whole = 1_767_323_045n * 1_000_000_000n;
    expect(nanoseconds('2026-01-02T03:04:05Z')).toBe(whole);
    expect(nanoseconds('2026-01-02 03:04:05')).toBe(whole);
    expect(nanoseconds('2026-01-02T03:04:05.123456789Z')).toBe(whole + 123_456_789n);
    expect(nanoseconds('2026-01-02T05:04:05,5+02:00')).toBe(whole + 500_000_000n);
    expect(nanoseconds('2026-01-01T22:04:05-0500')).toBe(whole);
    expect(nanoseconds('2026-01-02T04:04:05+01')).toBe(whole);
    expect(nanoseconds('2026-01-02T03:04')).toBe(whole - 5_000_000_000n);
    expect(nanoseconds('2026-01-02')).toBe(1_767_312_000n * 1_000_000_000n);
  });

  test('seconds from the first frame', () => {
    expect(parseTime('--since', '+12.5', false)).toEqual({
      kind: 'from first frame',
      offset: 12.5e9,
      unit: 1e8,
    });
    expect(parseTime('--since', '+0', false)).toEqual({ kind: 'from first frame', offset: 0, unit: 1e9 });
  });

  test.each([
    '',
    '12',
    '-5',
    '2026',
    '2026-02-30',
    '2026-13-01',
    '2026-01-02T25:00',
    'yesterday',
    '+',
    '+1e9',
  ])('%j is no time', (text) => {
    expect(() => parseTime('--until', text, false)).toThrow(UsageError);
  });

  test('become session time', () => {
    const base = new TimeBase();
    base.fix(1_767_323_045);
    const since = parseTime('--since', '+2', true);
    const until = parseTime('--until', '2026-01-02T03:04:15Z', true);
    expect(timeRange(since, until, base, 0.25e9)).toEqual({ since: 2.25e9, until: 10_999_999_999 });
    const ofDay = parseTime('--since', '03:04:07.5', true);
    expect(timeRange(ofDay, undefined, base, 0.25e9).since).toBe(2.5e9);
    expect(timeRange(undefined, undefined, base, 0)).toEqual({
      since: Number.NEGATIVE_INFINITY,
      until: Number.POSITIVE_INFINITY,
    });
  });
});

test('ports, one a text or several', () => {
  expect(portList('--sip-port', ['5060,5080', '6060', '5060'])).toEqual([5060, 5080, 6060]);
  for (const wrong of ['0', '65536', '-1', 'sip', '5060,', '']) {
    expect(() => portList('--sip-port', [wrong])).toThrow('--sip-port');
  }
});

describe('selection', () => {
  test('options and filters together are "and", the same option is "or"', () => {
    const { text } = selectionOf({ aor: ['1000', '1001'], node: ['2'], texts: ['status:4xx or is:cut'] });
    expect(text).toBe('aor:1000,1001 node:2 (status:4xx or is:cut)');
  });

  test('a single filter stays as it was typed', () => {
    expect(selectionOf({ texts: [' status:4xx   or is:cut '] }).text).toBe('status:4xx   or is:cut');
    expect(selectionOf({ texts: [] }).text).toBe('');
  });

  test('a mistake is shown where it stands', () => {
    const show = (text: string) => () => selectionOf({ texts: [text] });
    expect(show('method:BYE aro:1000')).toThrow(
      /Did you mean 'aor:'.*\n {2}method:BYE aro:1000\n {13}\^\^\^$/,
    );
    expect(() => selectionOf({ node: [''], texts: [] })).toThrow('--node ""');
  });

  test('the caret counts columns', () => {
    const text = '漢\x1b x:1';
    const at = text.indexOf('x:1');
    const shown = mistakeText(text, { from: at, to: at + 1, message: 'm', hint: 'h' });
    expect(shown.split('\n').slice(1)).toEqual(['  漢\\x1b x:1', `${' '.repeat(2 + 2 + 4 + 1)}^`]);
  });
});

test('a request is judged as a whole', () => {
  expect(requestOf(['-'], { count: '12', sipPort: ['5062'], all: true, color: false })).toMatchObject({
    files: ['-'],
    count: 12,
    session: { sipPorts: [5062], anyPort: false },
    all: true,
    colour: false,
    output: undefined,
  });
  expect(requestOf([], { input: ['x.pcap'] }).files).toEqual(['x.pcap']);
  expect(() => requestOf(['-'], { bpf: 'udp' })).toThrow('name an interface with -d');
  const words = requestOf(['udp', 'port', '5060'], { device: ['eth0'] });
  expect(words.session.remote).toEqual(
    requestOf([], { device: ['eth0'], bpf: 'udp port 5060' }).session.remote,
  );
  expect(words.bareFilters).toEqual([]);
  expect(() => requestOf(['aor:1', 'port 5060'], { device: ['eth0'] })).toThrow('goes behind -f');
  const { files, session } = requestOf([], { device: ['eth0', 'lo', 'lo'], bpf: 'udp' });
  expect({ files, remote: session.remote }).toEqual({
    files: [],
    remote: ['eth0', 'lo'].map((device) => ({ kind: 'live', device, backend: 'auto', filters: ['udp'] })),
  });
  expect(() => requestOf(['-'], { count: '0' })).toThrow('-n "0"');
  expect(() => requestOf(['-'], { count: 'n' })).toThrow('never looked up');
  expect(() => requestOf(['-'], { O: '-' })).toThrow('-O writes a file');
  expect(() => requestOf(['-'], { input: ['-'] })).toThrow('only once');
});

test('printed colours are readable on black and on white', () => {
  const codes = (environment: NodeJS.ProcessEnv) => {
    const palette = printedPalette(true, { FORCE_COLOR: '1', ...environment });
    const tones = ['request', 'success', 'replication', 'redirection', 'failure', 'provisional'] as const;
    return tones.map((tone) => palette.tone(tone, 'x'));
  };
  // Yellow, green and cyan of the 16 cannot be read on white, and blue not on black.
  for (const text of codes({ TERM: 'xterm' })) expect(text).not.toMatch(/[;[](?:3|9)[2346][;m]/);
  for (const text of codes({ TERM: 'xterm-256color' })) {
    const light = lightness(Number(/38;5;(\d+)m/.exec(text)?.[1]));
    expect(1.05 / (light + 0.05)).toBeGreaterThan(3.9);
    expect((light + 0.05) / 0.05).toBeGreaterThan(3.8);
  }
});

/** Relative luminance (WCAG 2) of a colour of the cube of 6 x 6 x 6. */
function lightness(colour: number): number {
  const [red = 0, green = 0, blue = 0] = [36, 6, 1].map((unit) => {
    const level = Math.floor((colour - 16) / unit) % 6;
    const value = level === 0 ? 0 : (55 + 40 * level) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test('a bright background, if COLORFGBG says so', () => {
  for (const colours of ['0;15', '0;default;15', '8;7', '0;11'])
    expect(isBrightBackground({ COLORFGBG: colours })).toBe(true);
  for (const colours of ['15;0', '15;8']) expect(isBrightBackground({ COLORFGBG: colours })).toBe(false);
  for (const colours of ['7;default', '', '0;'])
    expect(isBrightBackground({ COLORFGBG: colours })).toBeUndefined();
  expect(isBrightBackground({})).toBeUndefined();
});

test('colours', () => {
  const terminal = { isTTY: true };
  const pipe = { isTTY: false };
  expect(wantsColour(true, terminal, {})).toBe(true);
  expect(wantsColour(true, pipe, {})).toBe(false);
  expect(wantsColour(false, terminal, { FORCE_COLOR: '1' })).toBe(false);
  expect(wantsColour(true, terminal, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColour(true, terminal, { NO_COLOR: '' })).toBe(true);
  expect(wantsColour(true, pipe, { FORCE_COLOR: '1' })).toBe(true);
  expect(wantsColour(true, terminal, { FORCE_COLOR: '0' })).toBe(false);
  expect(wantsColour(true, terminal, { TERM: 'dumb' })).toBe(false);
});
