import { readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { CaptureServer } from '../../../src/output/sharing/capture-server.ts';
import { Folder } from '../../capture/reading.ts';
import { readCapture } from '../../recordings/capture-frames.ts';
import { readAll, recording } from '../../recordings/recordings.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const PORT = 25_730;

/** All that is served to one client. */
function taken(): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect(PORT, '127.0.0.1');
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('end', () => resolve(Buffer.concat(pieces)));
    socket.on('error', reject);
  });
}

test('who comes after the files have been read gets all of them, in the order of time, and the end', async () => {
  const paths = recording('3.4/calls').captures.filter((path) => /node[12]\.pcap/.test(path));
  const session = await readAll(paths);
  const server = await CaptureServer.listen(session, { host: '127.0.0.1', port: PORT });
  const [one, two] = await Promise.all([taken(), taken()]);
  await server.close();
  session.close();
  expect(two.equals(one)).toBe(true);
  const again = await readAll([folder.file(one, 'served.pcapng')]);
  const frames = paths.map((path) => readCapture(path).frames.length);
  expect(again.progress.frames).toBe(frames.reduce((sum, count) => sum + count, 0));
  expect(again.sources[0]?.description.interfaces).toHaveLength(2);
  again.close();
});

test('what is no file any more is told, and the others are served', async () => {
  const [path = ''] = recording('3.4/calls').captures.filter((path) => path.includes('/node1.pcap'));
  const copy = folder.file(readFileSync(path), 'gone.pcap.gz');
  const session = await readAll([path, copy]);
  const told: string[] = [];
  session.news.listen((text) => void told.push(text));
  rmSync(copy);
  const server = await CaptureServer.listen(session, { host: '127.0.0.1', port: PORT });
  const bytes = await taken();
  await server.close();
  session.close();
  expect(bytes.length).toBeGreaterThan(1000);
  expect(told).toEqual(['not served once more, as it cannot be read again: gone.pcap.gz']);
});
