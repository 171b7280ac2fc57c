import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generate } from '../../bench/traffic/generate.ts';
import { trafficOptions } from '../../bench/traffic/options.ts';
import { Session } from '../../src/engine/session.ts';
import { Analyses } from '../../src/tui/views/analyses.ts';

const folder = mkdtempSync(join(tmpdir(), 'syncgrep-first-'));
const path = join(folder, 'sip.pcap');
beforeAll(() => generate(path, trafficOptions({ kind: 'sip', messages: 3000, seed: 3 })));
afterAll(() => rmSync(folder, { recursive: true }));

/** Milliseconds that are enough for everything. */
const ENOUGH = 60_000;
const HEADER = 24;
const RECORD = 16;

/** The same capture with its record `from` behind the record `to`, as where a frame came late. */
function withLate(from: number, to: number): string {
  const bytes = readFileSync(path);
  const records: Buffer[] = [];
  for (let at = HEADER; at < bytes.length; ) {
    const end = at + RECORD + bytes.readUInt32LE(at + 8);
    records.push(bytes.subarray(at, end));
    at = end;
  }
  const late = records.splice(from, 1);
  records.splice(to, 0, ...late);
  const file = join(folder, 'late.pcap');
  writeFileSync(file, Buffer.concat([bytes.subarray(0, HEADER), ...records]));
  return file;
}

test('the first messages are analysed as soon as they are read, later ones when others are behind them', async () => {
  const session = await Session.open([path]);
  const { order } = session.tables;
  const analyses = new Analyses(session);
  while (order.length === 0) session.read(0);
  expect(order.length).toBeLessThan(128);
  analyses.advance(ENOUGH);
  expect(analyses.latest?.position).toBe(order.length);
  while (order.length < 1000) session.read(0);
  analyses.advance(ENOUGH);
  expect(analyses.latest?.position).toBe(order.length - 128);
  session.close();
});

test('if a message comes in between the first ones, these are analysed anew at once', async () => {
  const session = await Session.open([withLate(30, 200)]);
  const { order } = session.tables;
  const analyses = new Analyses(session);
  let between = 0;
  while (order.length < 400) {
    session.read(0);
    if (analyses.latest?.isInOrder === false) between++;
    analyses.advance(ENOUGH);
    expect(analyses.latest?.isInOrder).toBe(true);
    expect(analyses.latest?.position).toBe(order.length);
  }
  expect(between).toBe(1);
  session.close();
});
