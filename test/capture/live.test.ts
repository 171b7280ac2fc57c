import { expect, test } from 'vitest';
import { captureArguments } from '../../src/capture/live/backends.ts';
import { defaultFilter, untaggedFilter } from '../../src/capture/live/default-filter.ts';
import { interfacesIn } from '../../src/capture/live/interfaces.ts';
import { countsIn } from '../../src/capture/live/live-capture.ts';
import { lastWords, startFailure } from '../../src/capture/live/start-failure.ts';

const PORTS = { sip: [5060, 5061], bin: [5555], anyPort: false };

test('the filter keeps all ports, fragments, and what is tagged', () => {
  const untagged = 'port 5060 or port 5061 or port 5555 or (ip[6:2] & 0x3fff != 0) or (ip6 proto 44)';
  expect(untaggedFilter(PORTS)).toBe(untagged);
  expect(defaultFilter(PORTS)).toBe(`(${untagged}) or (vlan and (${untagged}))`);
  expect(untaggedFilter({ ...PORTS, anyPort: true })).toMatch(/^tcp or udp or /);
});

test('programs are asked for every byte, packet by packet', () => {
  expect(captureArguments('tcpdump', 'eth0', 'udp').join(' ')).toBe(
    '-i eth0 -n -U --time-stamp-precision=nano -B 32768 -s 0 -w - -- udp',
  );
  expect(captureArguments('dumpcap', 'eth0', 'udp').join(' ')).toBe('-q -i eth0 -B 32 -f udp -w -');
  expect(captureArguments('dumpcap', 'eth0', '')).not.toContain('-f');
});

test('what was lost is read from the last words', () => {
  const tcpdump = '10 packets captured\n12 packets received by filter\n1 packet dropped by kernel\n';
  expect(countsIn(tcpdump)).toEqual({ received: 12, dropped: 1 });
  expect(
    countsIn(`${tcpdump}20 packets captured\n31 packets received by filter\n4 packets dropped by kernel\n`),
  ).toEqual({ received: 31, dropped: 4 });
  const dumpcap =
    "Packets received/dropped on interface 'lo': 20/3 (pcap:3/dumpcap:0/flushed:0/ps_ifdrop:0) (87.0%)";
  expect(countsIn(dumpcap)).toEqual({ received: 20, dropped: 3 });
  expect(countsIn('')).toEqual({ received: undefined, dropped: undefined });
});

test('why a capture did not begin is told in a line, with what to do', () => {
  const tell = (backend: 'tcpdump' | 'dumpcap', said: string): string =>
    startFailure(backend, `/usr/bin/${backend}`, said).text;
  expect(tell('tcpdump', "tcpdump: eth0: You don't have permission to capture on that device\n")).toContain(
    'sudo setcap cap_net_raw,cap_net_admin+eip /usr/bin/tcpdump',
  );
  expect(
    tell('dumpcap', 'dumpcap: The capture session could not be initiated (Operation not permitted).'),
  ).toContain('sudo setcap cap_net_raw,cap_net_admin+eip /usr/bin/dumpcap');
  expect(tell('tcpdump', 'tcpdump: eth9: No such device exists\n')).toContain('syncgrep interfaces');
  expect(tell('tcpdump', "tcpdump: can't parse filter expression: syntax error\n")).toBe(
    "the capture filter (-f) is refused: can't parse filter expression: syntax error",
  );
  expect(tell('tcpdump', '')).toBe('tcpdump ended at once: without a word');
});

test('interfaces are read as both programs list them', () => {
  const listed =
    '1. eth0\n2. any (Pseudo-device that captures on all interfaces)\n3.lo [Up, Running, Loopback]\n';
  expect(interfacesIn(listed)).toEqual([
    { name: 'eth0', description: '' },
    { name: 'any', description: '(Pseudo-device that captures on all interfaces)' },
    { name: 'lo', description: '[Up, Running, Loopback]' },
  ]);
});

test('what a program counted when it was asked is not why it ended', () => {
  const counts =
    'tcpdump: listening on lo, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n' +
    'tcpdump: 106 packets captured, 212 packets received by filter, 0 packets dropped by kernel\n';
  expect(lastWords(counts)).toBe('');
  expect(lastWords(`${counts}tcpdump: pcap_loop: The interface disappeared\n`)).toBe(
    'pcap_loop: The interface disappeared',
  );
});
