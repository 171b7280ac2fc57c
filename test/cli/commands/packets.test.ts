import { afterAll, describe, expect, test } from 'vitest';
import { pcap } from '../../capture/build-captures.ts';
import { ethernet, ipv4, REQUEST, udp } from '../../support/build-packets.ts';
import {
  capture,
  jsonOf,
  options,
  optionsOf,
  RECORDINGS,
  runProgram,
  syncgrep,
  Workplace,
} from '../run-program.ts';

const place = new Workplace();
const ten = place.file('ten.pcap', capture(optionsOf(10)));
const recording = `${RECORDINGS}/3.4/register/node1.pcap.gz`;
afterAll(() => place.remove());

const json = (...args: readonly string[]) => jsonOf('packets', ...args);

async function numbers(...args: string[]): Promise<unknown[]> {
  return (await json(...args)).map(({ no }) => no);
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe.concurrent('packets', () => {
  test('prints one entry a message: a head line, then the message', async () => {
    const { code, output, errors } = await syncgrep(['packets', ten, '-n', '2']);
    expect(code).toBe(0);
    const [first, second] = output.split('\n\n');
    expect(first?.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(
        /^2026-01-02 03:04:05\.000000 192\.0\.2\.1:5060 → 192\.0\.2\.2:5060 SIP\/udp OPTIONS /,
      ),
      'OPTIONS sip:1000@example.com SIP/2.0',
    ]);
    expect(second).toContain('OPTIONS sip:1001@example.com');
    expect(errors).toBe('2 messages shown\n');
  });

  test('has nothing but ASCII in its head lines where that is asked for, or the locale has no more', async () => {
    const plain = await syncgrep(['packets', '-q', '-n', '1', ten], { environment: { LC_ALL: 'C' } });
    expect(plain.output).toContain(' 192.0.2.1:5060 > 192.0.2.2:5060 SIP/udp OPTIONS ');
    expect((await syncgrep(['packets', '-q', '-n', '1', '--ascii', ten])).output).toBe(plain.output);
    const { output } = await syncgrep(['--json', '-n', '1', '--ascii', ten]);
    expect(JSON.parse(output)).toMatchObject({ no: 1 });
  });

  test('-q prints head lines only, without a command as well', async () => {
    const { output } = await syncgrep(['-q', ten]);
    expect(output.match(/\n/g)).toHaveLength(10);
    expect((await syncgrep([ten, '-q', '-n', '3'])).output.match(/\n/g)).toHaveLength(3);
  });

  test('--json is NDJSON and nothing else', async () => {
    const found = await json(recording, '-A');
    expect(found.length).toBeGreaterThan(100);
    for (const message of found)
      expect(message).toMatchObject({ v: 1, frames: [{ capture: 'node1.pcap.gz' }] });
    expect(new Set(found.map(({ protocol }) => protocol))).toEqual(new Set(['sip', 'bin']));
  });

  test('numbers count everything in the order of time, whatever is hidden', async () => {
    const all = await json(recording, '-A');
    expect(all.map(({ no }) => no)).toEqual(range(1, all.length));
    const times = all.map(({ time }) => time as string);
    expect(times).toEqual([...times].sort());
    const shown = await json(recording);
    expect(shown.length).toBeLessThan(all.length);
    expect(shown).toEqual(all.filter(({ no }) => shown.some((one) => one.no === no)));
    const { errors } = await syncgrep(['-q', recording]);
    expect(errors).toBe(
      `${shown.length} messages shown, ${all.length - shown.length} internal hidden (-A shows them)\n`,
    );
  });

  test('filters: bare, with -F, by option, together', async () => {
    expect(await numbers(ten, 'aor:1003')).toEqual([4]);
    expect(await numbers(ten, '-F', 'aor:1003 or aor:1005')).toEqual([4, 6]);
    expect(await numbers(ten, '-a', '1003', '--aor', '1007')).toEqual([4, 8]);
    expect(await numbers(ten, '-a', '1003', '-F', 'aor:1007')).toEqual([]);
    expect(await numbers('-I', ten, '--method', 'INVITE')).toEqual([]);
    expect(await numbers(ten, '--call-id', '1002@*')).toEqual([3]);
    expect(await numbers(ten, '-F', '-aor:100*')).toEqual([]);
    expect(await numbers(ten, '-aor:1001', '-(aor:1002 or aor:1003)', '-n', '2')).toEqual([1, 5]);
    expect(await numbers(ten, 'aor:1001', 'or', 'aor:1002')).toEqual([2, 3]);
    const capability = await json(recording, '--capability', 'usrloc', '--node', '2');
    expect(capability.length).toBeGreaterThan(0);
    for (const { bin } of capability) expect(bin).toMatchObject({ capability: 'usrloc-contact-repl' });
  });

  test('--since and --until', async () => {
    expect(await numbers(ten, '--since', '+7')).toEqual([8, 9, 10]);
    expect(await numbers(ten, '--since', '+1', '--until', '+2.5')).toEqual([2, 3]);
    expect(await numbers(ten, '--until', '2026-01-02T03:04:06Z')).toEqual([1, 2]);
    expect(await numbers(ten, '--since', '2026-01-02 03:04:14', '--utc')).toEqual([10]);
    expect(await numbers(ten, '--since', '2027-01-01')).toEqual([]);
  });

  test('a word that finds nothing may have been meant as a file; a term was not', async () => {
    expect((await syncgrep([ten, '-q', 'ten2'])).errors).toContain('"ten2" is a display filter');
    for (const [filter, hint] of [
      ['cap:uslroc', 'no capability is called "uslroc" (usrloc-contact-repl?)'],
      ['type:UCONTACT_INSRT', 'no packet type is called "UCONTACT_INSRT" (REPL_UCONTACT_INSERT?)'],
      ['method:REGSITER', 'no SIP method is called "REGSITER" (REGISTER?)'],
      ['node:99', 'there is no node 99: no address is known as that of a node'],
      ['callid:nothere', 'no message names the Call-ID nothere'],
      ['cap:dialog', undefined],
      ['method:BYE', undefined],
    ] as const) {
      const { errors } = await syncgrep([ten, '-q', filter]);
      const ending = hint === undefined ? '' : `, ${hint}`;
      expect(errors).toBe(`0 messages shown, 10 others not selected${ending}\n`);
    }
    expect((await syncgrep([ten, '-q', 'method:BYE'])).errors).toBe(
      '0 messages shown, 10 others not selected\n',
    );
  });

  test('an expression that takes too long finds nothing, and that is told', async () => {
    const { output, errors } = await syncgrep([ten, '-q', 'aor:1003', '/([^#]+)+#/']);
    expect(output).toBe('');
    expect(errors).toBe(
      'not searched: 1 text that a regular expression takes too long for; counted as not matching\n' +
        '0 messages shown, 10 others not selected\n',
    );
  });

  test('-n', async () => {
    expect(await numbers(ten, '-n', '3', 'aor:100*')).toEqual([1, 2, 3]);
    expect(await numbers(ten, '-n', '99')).toEqual(range(1, 10));
    expect(await json(recording, '-n', '5')).toEqual((await json(recording)).slice(0, 5));
  });

  test('ports', async () => {
    expect(await numbers(ten, '--sip-port', '5061')).toEqual([]);
    expect(await numbers(ten, '--sip-port', '5061,5060')).toEqual(range(1, 10));
    expect(await numbers(ten, '--sip-port', '5061', '--any-port')).toEqual(range(1, 10));
    expect((await syncgrep([ten, '-q', '--sip-port', '5061'])).errors).toContain('other ports?');
    const others = [ethernet(0x0806, new Uint8Array(28)), ethernet(0x0800, ipv4(132, new Uint8Array(20)))];
    const packets = others.map((data) => ({ seconds: 1, fraction: 0, data }));
    expect((await syncgrep([place.file('others.pcap', pcap(packets)), '-q'])).errors).toContain(
      'no SIP and no BIN in 2 frames: 1 packet that is not IP, 1 packet of neither UDP nor TCP\n',
    );
  });

  test('a tunnel that is not opened is named, and no ports are advised for it', async () => {
    const inner = ipv4(17, udp(REQUEST));
    const header = (first: number) => Uint8Array.from([first, 0x02, 0, 1, 0, 2, ...inner]);
    const frames = [0x00, 0x00, 0x80].map((first) => ({
      seconds: 1,
      fraction: 0,
      data: ethernet(0x0800, ipv4(17, udp(header(first), { source: 1701, destination: 1701 }))),
    }));
    const told = async (name: string, packets: typeof frames) =>
      (await syncgrep([place.file(name, pcap(packets)), '-q'])).errors;
    const text = '2 packets in a tunnel that is not opened, L2TP; capture where it ends';
    const tunnelled = await told('l2tp.pcap', frames.slice(0, 2));
    expect(tunnelled).toContain(text);
    expect(tunnelled).toContain('no SIP and no BIN in 2 frames\n');
    // The third one is RTP that happens to have this port.
    const both = await told('l2tp-and-rtp.pcap', frames);
    expect(both).toContain(text);
    expect(both).toContain('other ports?');
  });

  test('SCTP on a SIP port is told', async () => {
    const sctp = Uint8Array.from([0x13, 0xc4, 0x13, 0xc4, ...new Uint8Array(28)]);
    const packets = [{ seconds: 1, fraction: 0, data: ethernet(0x0800, ipv4(132, sctp)) }];
    expect((await syncgrep([place.file('sctp.pcap', pcap(packets)), '-q'])).errors).toContain(
      '1 packet of SCTP on SIP ports: SIP over SCTP is not read',
    );
  });

  test('several observers see one message once', async () => {
    const found = await json(recording, recording.replace('node1', 'node2'), 'cap:usrloc');
    const both = found.filter(({ frames }) => (frames as unknown[]).length === 2);
    expect(both.length).toBeGreaterThan(0);
    for (const { frames } of both) {
      expect(frames).toMatchObject([{ capture: expect.any(String) }, { capture: expect.any(String) }]);
    }
  });

  test('colours only where they are wanted', async () => {
    expect((await syncgrep([ten, '-q'])).output).not.toContain('\x1b');
    const forced = { environment: { FORCE_COLOR: '1' } };
    expect((await syncgrep([ten, '-q'], forced)).output).toContain('\x1b[');
    expect((await syncgrep([ten, '-q', '--no-color'], forced)).output).not.toContain('\x1b');
  });

  test('index counts distinct messages', async () => {
    const { code, output } = await syncgrep(['index', '--json', recording]);
    expect(code).toBe(0);
    const report = JSON.parse(output);
    const all = await json(recording, '-A');
    expect(report).toMatchObject({
      messages: all.length,
      frames: expect.any(Number),
      rss: expect.any(Number),
    });
    expect(report.sip + report.bin).toBe(all.length);
  });
});

describe.concurrent('-O', () => {
  const readBack = async (...args: string[]) => {
    const before = await json(...args);
    const path = args[args.indexOf('-O') + 1] as string;
    const after = await json(path, '-A');
    const content = ({ time, src, dst, sip, bin }: Record<string, unknown>) => ({
      time,
      src: (src as Record<string, unknown>).port,
      dst: (dst as Record<string, unknown>).port,
      sip,
      bin,
    });
    expect(after.map(content)).toEqual(before.map(content));
    return before.length;
  };

  test('writes what is shown, and that is what is read back', async () => {
    expect(await readBack(ten, 'aor:1003 or aor:1005', '-O', place.path('two.pcapng'))).toBe(2);
    expect(await readBack(recording, 'cap:usrloc', '-O', place.path('usrloc.pcapng'))).toBeGreaterThan(10);
  });

  test('from standard input, and nothing where nothing is shown', async () => {
    const output = place.path('none.pcapng');
    const { code, errors } = await runProgram(['packets', '-', 'aor:9', '-O', output], {
      input: capture(optionsOf(2)),
    });
    expect(code).toBe(0);
    expect(errors).toContain(`${output}: 0 frames written`);
  });
});

test('control characters never reach standard output', async () => {
  const nasty = '\x1b[2J\x1b]0;x\x07\x9b31m\x00\x08\x7f';
  const bidi = Buffer.from('\u202e\u2066\u200b\ufeff', 'utf8').toString('latin1');
  const path = place.file('nasty.pcap', capture([options('1000', `Subject: a${nasty}b${bidi}c\r\n`)]));
  const wanted = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/;
  const texts = await Promise.all(
    [[], ['-q'], ['--json'], ['Subject']].map((args) => syncgrep([path, ...args])),
  );
  for (const { code, output, errors } of texts) {
    expect(code).toBe(0);
    expect(output).not.toBe('');
    expect(errors).not.toMatch(wanted);
  }
  // JSON escapes C0 itself; the rest is data that JSON may hold.
  expect(texts[2]?.output).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  for (const at of [0, 1, 3]) expect(texts[at]?.output).not.toMatch(wanted);
  expect(texts[0]?.output).toContain('\\x1b[2J');
});
