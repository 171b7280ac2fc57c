import { afterAll, expect, test } from 'vitest';
import { readCapture, writeCapture } from '../recordings/capture-frames.ts';
import { recording } from '../recordings/recordings.ts';
import { jsonOf, syncgrep, Workplace } from './run-program.ts';

const place = new Workplace();
afterAll(() => place.remove());

/** A capture of which three seconds are missing, while registrations and calls went on. */
function withHole(name: string): string {
  const [bridge = ''] = recording(name).captures.filter((path) => path.endsWith('/bridge.pcap.gz'));
  const { linkType, frames } = readCapture(bridge);
  const middle = frames[frames.length >>> 1]?.time ?? 0;
  const left = frames.filter(({ time }) => time < middle || time > middle + 3e6);
  return place.file('hole.pcap', writeCapture({ linkType, frames: left }).file);
}

test.each(['aors', 'dialogs'])(
  '%s say when something was not captured, and of which node',
  async (report) => {
    const file = withHole('3.4/calls-shared-sockets');
    const told = [];
    for (const at of ['+14', '+18']) {
      const { output } = await syncgrep([report, '--at', at, file]);
      told.push(output);
      const rows = await jsonOf(report, '--at', at, file);
      const stretches = rows.flatMap(({ notCaptured = [] }) => notCaptured);
      expect(stretches.length > 0).toBe(output.includes('not captured on the way to node'));
      for (const { node, from, to } of stretches) {
        expect(node).toBeGreaterThan(0);
        expect(Date.parse(to)).toBeGreaterThanOrEqual(Date.parse(from));
      }
    }
    expect(told.join('')).toMatch(
      /not captured on the way to node \d: \d\d:\d\d:\d\d\.\d+ to \d\d:\d\d:\d\d\.\d+/,
    );
  },
);

test('nothing is reported as missed if everything was captured', async () => {
  const [bridge = ''] = recording('3.4/register').captures.filter((path) => path.endsWith('/bridge.pcap.gz'));
  for (const report of ['aors', 'dialogs']) {
    const { output } = await syncgrep([report, bridge]);
    expect(output).not.toContain('on the way');
    expect((await syncgrep([report, '--json', bridge])).output).not.toContain('notCaptured');
  }
});

test('SIP on ports that are not read is told of, with the port that it is spoken on', async () => {
  const bridgeOf = (name: string) =>
    recording(name).captures.filter((path) => path.endsWith('/bridge.pcap.gz'))[0] ?? '';
  const told = async (...options: string[]) => (await syncgrep(['flows', ...options])).errors;
  // A phone is called over a connection that the node opens.
  expect(await told(bridgeOf('3.4/calls'))).toContain('not read: SIP on port 6107;');
  expect(await told('--sip-port', '5060,6107', bridgeOf('3.4/calls'))).not.toContain('not read');
  expect(await told('--any-port', bridgeOf('3.4/calls'))).not.toContain('not read');
  expect(await told(bridgeOf('3.4/register'))).not.toContain('not read');
});
