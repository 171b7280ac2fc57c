import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { capture, optionsOf, type Result, runProgram, syncgrep, Workplace } from './run-program.ts';

const place = new Workplace();
const good = place.file('good.pcap', capture(optionsOf(3)));
const isRoot = process.getuid?.() === 0;
afterAll(() => place.remove());

/** Exit code 2, nothing on standard output, one line on standard error. */
async function refused(...args: string[]): Promise<string> {
  return complaint(await syncgrep(args));
}

/** The same where no capture is named: in a process of its own, whose standard input is empty. */
async function refusedAlone(...args: string[]): Promise<string> {
  return complaint(await runProgram(args));
}

function complaint({ code, output, errors }: Result): string {
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toMatch(/^syncgrep: [^\n]+\n$/);
  return errors;
}

describe.concurrent('input that cannot be read is one line that names it, and exit code 2', () => {
  test('a missing file', async () => {
    expect(await refused('packets', place.path('none.pcap'))).toContain('none.pcap: no such file; check');
    expect(await refused('packets', '-I', place.path('none'))).toContain('none: no such file; check');
  });

  test('one bad file among good ones', async () => {
    const empty = place.file('one-empty.pcap', '');
    expect(await refused('packets', good, empty)).toContain('one-empty.pcap: empty (0 bytes)');
  });

  test('an empty file, a directory, text, an archive', async () => {
    expect(await refused(place.file('empty.pcap', ''))).toContain('empty.pcap: empty (0 bytes)');
    mkdirSync(place.path('folder'));
    expect(await refused(place.path('folder'))).toContain('folder: a directory');
    expect(await refused(place.file('text.pcap', 'hello\n'))).toContain('text.pcap: text, no capture file');
    const zstd = place.file('c.pcap.zst', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0));
    expect(await refused(zstd)).toContain('zstd -d');
  });

  test('a path that cannot be looked at', async () => {
    symlinkSync('loop', place.path('loop'));
    expect(await refused(place.path('loop'))).toContain('loop: cannot be read: ELOOP');
  });

  test.skipIf(isRoot)('a file that may not be read (skipped for root, who may read all)', async () => {
    const closed = place.file('closed.pcap', capture(optionsOf(1)));
    chmodSync(closed, 0);
    expect(await refused(closed)).toContain('closed.pcap: permission denied');
    mkdirSync(place.path('shut'));
    const within = place.file('shut/in.pcap', capture(optionsOf(1)));
    chmodSync(place.path('shut'), 0);
    expect(await refused(within)).toContain('in.pcap: permission denied');
    chmodSync(place.path('shut'), 0o700);
  });

  test('nothing on standard input', async () => {
    const { code, errors } = await runProgram(['packets', '-'], { input: new Uint8Array(0) });
    expect(code).toBe(2);
    expect(errors).toMatch(/^syncgrep: standard input: [^\n]+\n$/);
  });

  test('nothing to read at all teaches', async () => {
    const { code, output, errors } = await runProgram([]);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain('syncgrep node1.pcap node2.pcap');
    expect(errors).toContain("tcpdump -i any -U -w - 'port 5060 or port 5555 or ");
    // As in the README: IPv6 fragments have no ports either.
    expect(errors).toContain("or ip6 proto 44'");
  });
});

describe.concurrent('bad usage is exit code 2', () => {
  test('an unknown option has a suggestion', async () => {
    expect(await refused('packets', '--jsn', good)).toContain(
      "unknown option '--jsn' (Did you mean --json?)",
    );
    expect(await refused(good, '-jsn')).toContain("unknown option '-jsn'; see syncgrep --help");
  });

  test('a stretch of time that ends before it begins', async () => {
    for (const command of ['packets', 'flows', 'aors', 'check']) {
      expect(await refused(command, '--since', '+5', '--until', '+2', good)).toContain(
        '--since is later than',
      );
    }
  });

  test('an option of other tools has the one that does it here', async () => {
    expect(await refused('packets', good, '-w', 'x.pcap')).toContain('-O FILE writes');
    expect(await refused(good, '-vvv')).toContain('all fields are shown');
    expect(await refused('dialogs', '--history', good)).toContain('syncgrep flow CALL-ID');
    expect(await refusedAlone('flow')).toContain('see syncgrep flow --help');
    expect(await refused('flow', good)).toContain('the id or Call-ID of a flow comes before the captures');
    expect(await refused('aors', '1000', good)).toContain('1000: no such file');
    expect(await refused('aors', '--rotate', '1h', good)).toContain('--rotate is for the file that -O names');
    expect(await refusedAlone('pakets')).toContain('Did you mean the command "packets"?');
  });

  test('some of them are taken', async () => {
    const { code, output } = await syncgrep(['-r', good, '-q', '-W', 'byline', '-p']);
    expect({ code, lines: output.split('\n').length - 1 }).toEqual({ code: 0, lines: 3 });
    const terms = await syncgrep(['-q', '-r', good, 'udp', 'port', '5060']);
    expect(terms).toMatchObject({ code: 0, output });
    expect(terms.errors).toMatch(/^"udp port 5060" is a capture filter; taken as [^\n]+ port:5060, over UDP/);
    expect(await refusedAlone('port', '5060')).toContain('with -d it goes behind -f');
    const behind = await syncgrep(['flow', good, 'f1']);
    expect(behind).toEqual(await syncgrep(['flow', 'f1', good]));
    expect(behind.code).toBe(0);
    expect(await refusedAlone('-i', 'TCP@127.0.0.1')).toBe(await refusedAlone('-d', 'TCP@127.0.0.1'));
  });

  test('a filter with a mistake shows it', async () => {
    const { code, output, errors } = await syncgrep([good, 'is:malformd']);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors.split('\n')).toHaveLength(4);
    expect(errors).toMatch(/^syncgrep: filter, character 4 .*\n {2}is:malformd\n {5}\^{8}\n$/);
  });

  test('a word that is neither file nor command nor filter', async () => {
    expect(await refused('packtes', good)).toContain('Did you mean the command "packets"?');
    expect(await refusedAlone('help', 'nonsense')).toContain('no such command');
    expect(await refusedAlone('or')).toContain('or: no such file, and no filter: ');
  });

  test('options that cannot be', async () => {
    expect(await refusedAlone('--duration', '5')).toContain('name an interface with -d');
    expect(await refused(good, '-d', 'lo', '--duration', 'long')).toContain('--duration "long"');
    expect(await refusedAlone('-d', 'lo', '--backend', 'wire')).toContain('--backend "wire"');
    expect(await refused(good, '-n', 'many')).toContain('-n "many"');
    expect(await refused(good, '--at', '+1')).toContain('--since and --until');
    expect(await refused(good, '--since', 'noon')).toContain('--since "noon" is no time');
    expect(await refused(good, '--sip-port', '70000')).toContain('--sip-port "70000"');
    expect(await refused(good, '-O', place.path('no/where.pcapng'))).toContain('no such directory');
    expect(await refused(good, '-O', good)).toContain('is one of the captures being read');
    expect(await refused('flows', good, '-O', place.path('o.pcapng'))).toContain(
      '"syncgrep packets" takes it',
    );
    expect(await refused(good, '-F')).toContain("option '-F, --filter <expr>' argument missing");
  });
});

describe.concurrent('a damaged file yields what can be read, a warning, and exit code 0', () => {
  const whole = capture(optionsOf(3));

  test('cut in mid-frame', async () => {
    const path = place.file('cut.pcap', whole.subarray(0, whole.length - 40));
    const { code, output, errors } = await syncgrep(['packets', '-q', path]);
    expect(code).toBe(0);
    // The third of them as far as it is there.
    expect(output.split('\n')).toHaveLength(4);
    expect(errors).toMatch(/^warning: .*cut\.pcap: byte \d+: /);
    // No snap length did that.
    expect(errors).not.toContain('capture with -s 0');
  });

  test('gzip cut off', async () => {
    const packed = gzipSync(whole);
    const path = place.file('cut.pcap.gz', packed.subarray(0, packed.length - 12));
    const { code, errors } = await syncgrep(['packets', path]);
    expect(code).toBe(0);
    expect(errors).toContain('cut.pcap.gz: byte ');
  });
});
