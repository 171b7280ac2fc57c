import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { RECORDINGS, syncgrep, Workplace } from './run-program.ts';

/** BIN over TLS by the program: the key log as an option, in the environment, and inside what -O wrote. */

const place = new Workplace();
afterAll(() => place.remove());

const FOLDERS = ['3.4/tls12', '3.6/tls13'].map((name) => join(RECORDINGS, name));
const WANTED = ['aor:1101', 'cap:usrloc'];

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

describe.each(FOLDERS)('%s', (folder) => {
  const capture = join(folder, 'node1.pcap.gz');
  const keys = join(folder, 'sslkeys.log.gz');

  test('is read with its key log, and says so', async () => {
    const { output } = await syncgrep(['packets', '--json', '-A', capture, '--keylog', keys]);
    const messages = linesOf(output).map((line) => JSON.parse(line));
    const bin = messages.filter(({ protocol }) => protocol === 'bin');
    expect(bin.length).toBeGreaterThan(200);
    for (const { transport, bin: packet } of bin)
      expect([transport, packet.status]).toEqual(['tls', 'decoded']);
  });

  test('without one it says why not', async () => {
    const { output, errors, code } = await syncgrep(['packets', '-q', capture, '-A']);
    expect(output).not.toContain('BIN');
    expect(errors).toMatch(
      /not readable: \d+ segments of TLS\n.*6 TLS connections whose keys are in no key log/,
    );
    expect(code).toBe(0);
  });

  test('what -O writes can be read by itself, also by tshark', async () => {
    const path = place.path(`${folder.endsWith('tls13') ? 'a' : 'b'}.pcapng`);
    const { output } = await syncgrep(['packets', '-q', '-O', path, capture, ...WANTED], {
      environment: { SSLKEYLOGFILE: keys },
    });
    expect(linesOf(output).length).toBeGreaterThan(2);
    expect((await syncgrep(['packets', '-q', path, ...WANTED])).output).toBe(output);
    const decoded = spawnSync('tshark', [
      '-r',
      path,
      '-d',
      'tcp.port==5555,tls',
      '-q',
      '-z',
      'follow,tls,ascii,0',
    ]);
    if (decoded.error === undefined) expect(decoded.stdout.toString()).toContain('clusterer-internal');
  });
});

test('a key log that is none is named', async () => {
  const [folder = ''] = FOLDERS;
  const none = place.file('none.log', '# nothing\n');
  const { errors } = await syncgrep(['packets', '-q', join(folder, 'node1.pcap.gz'), '--keylog', none]);
  expect(errors).toContain(`warning: ${none}: no key in it`);
  const damaged = place.file('damaged.log.gz', gzipSync('# nothing\n').subarray(0, 15));
  const told = await syncgrep(['packets', '-q', join(folder, 'node1.pcap.gz'), '--keylog', damaged]);
  expect(told.errors).toContain(`warning: ${damaged}: no key of this TLS key log was read: its compression`);
  const missing = await syncgrep([
    'packets',
    '-q',
    join(folder, 'node1.pcap.gz'),
    '--keylog',
    '/nowhere.log',
  ]);
  expect([missing.code, missing.errors]).toEqual([
    2,
    'syncgrep: /nowhere.log: as TLS key log: no such file; check the path\n',
  ]);
});
