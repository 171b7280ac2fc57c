import { afterAll, describe, expect, it } from 'vitest';
import type { ViewName } from '../../src/tui/views/view-names.ts';
import { pcap } from '../capture/build-captures.ts';
import { Folder } from '../capture/reading.ts';
import { ethernet, ipv4, udp } from '../support/build-packets.ts';
import { openScreen } from './support/screen.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const REGISTER = [
  'REGISTER sip:example.com SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1',
  'From: <sip:1@example.com>;tag=1',
  'To: <sip:1@example.com>',
  'Call-ID: 1',
  'CSeq: 1 REGISTER',
  'Contact: <sip:1@192.0.2.10>',
  'Content-Length: 0',
  '',
  '',
].join('\r\n');

const packet = ethernet(0x0800, ipv4(17, udp(Buffer.from(REGISTER))));
const ONE = folder.file(pcap([{ seconds: 1_767_323_045, fraction: 0, data: packet }]), 'one.pcap');
const NONE = folder.file(pcap([]), 'none.pcap');

async function textOf(capture: string, view: ViewName): Promise<string> {
  const screen = await openScreen([capture], { columns: 80, rows: 24, view });
  const text = await screen.text();
  screen.close();
  return text;
}

describe('a capture with nothing in it', () => {
  it.each([
    ['flows', 'No flow: no SIP, and no replication of any.'],
    ['ladder', 'No flow: no SIP, and no replication of any.'],
    ['messages', 'No SIP and no BIN message in 0 frames.'],
    ['aors', 'No node of a cluster was seen'],
    ['cluster', 'no node of a cluster was seen'],
    ['time', 'No SIP and no BIN message to draw.'],
  ] as const)('has a %s view that says so', async (view, text) => {
    expect(await textOf(NONE, view)).toContain(text);
  });

  it('is not said to have what could not be read', async () => {
    expect(await textOf(NONE, 'messages')).not.toContain('could not be read');
  });
});

describe('a capture with one message of a phone', () => {
  it.each([
    ['flows', 'PENDING'],
    ['ladder', '>│    REGISTER'],
    ['messages', 'SIP REGISTER'],
    ['aors', 'No node of a cluster was seen: replication tells what each holds.  1 flows'],
    ['cluster', 'no node of a cluster was seen'],
    ['time', 'begun: 1 registration PENDING'],
  ] as const)('has a %s view that says what is known', async (view, text) => {
    expect(await textOf(ONE, view)).toContain(text);
  });
});
