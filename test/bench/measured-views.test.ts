import { afterEach, describe, expect, test } from 'vitest';
import { MEASURED_VIEWS, type MeasuredView } from '../../bench/measure/measured-views.ts';
import type { SeenScreen } from '../../bench/measure/watched-screen.ts';
import { openScreen, type TestScreen } from '../tui/support/screen.ts';

const CALLS = 'fixtures/captures/master/calls-elsewhere/bridge.pcap.gz';

let screen: TestScreen | undefined;
afterEach(() => screen?.close());

async function seen(): Promise<SeenScreen> {
  const lines = (await screen?.lines()) ?? [];
  const [at = -1] = screen?.inverseRows() ?? [];
  return { lines, selected: lines[at] };
}

test.each([
  [120, 40],
  [250, 40],
])('views that are measured are found on the screen, and keys in them: %i x %i', async (columns, rows) => {
  screen = await openScreen([CALLS], { columns, rows, view: 'flows' });
  await screen.lines();
  for (const { name, open, begin, on, back, isThere, isEnd, subject } of MEASURED_VIEWS) {
    screen.type(open);
    await screen.read();
    expect(isThere(await seen()), name).toBe(true);
    screen.type(begin);
    await screen.read();
    for (let [key, steps] = [on, 0]; steps < 30; steps++) {
      const before = await seen();
      if (isEnd(before, key === on ? 'on' : 'back')) key = key === on ? back : on;
      screen.type(key);
      const after = subject(await seen());
      expect(after, name).toBeDefined();
      expect(after, `${name}: ${key} at ${before.selected}`).not.toBe(subject(before));
    }
  }
});

function view(wanted: string): MeasuredView {
  const found = MEASURED_VIEWS.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(wanted);
  return found;
}

describe('what comes in above hides no key, and is none', () => {
  const at = (selected: string, place: string): SeenScreen => ({ lines: [selected, place, ''], selected });

  test.each([
    [
      'flows',
      '*!f31   14:13:20.1 call  1000',
      '  f31   14:13:20.1 call  1000 IN CALL',
      '  f32   14:13:20.2 call',
    ],
    [
      'AORs',
      '  1000  sip:1000@10.0.0.1  reg 3 s',
      '  1000  sip:1000@10.0.0.1  reg 4 s',
      '        sip:1000@10.0.0.2',
    ],
    ['cluster', '▾ messages      in all  last 1 s', '▾ messages      in all  last 2 s', '  ▸ SIP    5  1/s'],
    ['cluster', '▾ cluster 1: nodes (4)', '▾ cluster 1: nodes (5)', '    node 1    10.0.0.1:5555'],
    [
      'cluster',
      '    4 → 1    usrloc-contact-repl  ██······  12/~48 running    14:13:22.8  waits',
      '    4 → 1    usrloc-contact-repl  ████····  24/~48 running    14:13:22.8',
      '    4 → 1    usrloc-contact-repl  ████████  48/48 complete    14:13:59.1  took 1 s',
    ],
    ['cluster', '    1 → 2    up   0.9 ms █', '    1 → 2    up   1.1 ms █▅', '    1 → 3    up   0.9 ms █'],
  ])('%s', (name, before, same, other) => {
    const { subject } = view(name);
    const here = subject(at(before, '7/90'));
    expect(subject(at(same, '9/92'))).toBe(here);
    expect(subject(at(other, '7/91'))).not.toBe(here);
  });
});
