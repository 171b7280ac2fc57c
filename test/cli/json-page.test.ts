import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { objectsOf, RECORDINGS, syncgrep } from './run-program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/json.md'), 'utf8');

const NODES = ['node1', 'node2', 'node3', 'node4'];
const CLUSTERS = ['mixed/mixed-3.4-3.6', '3.4/restart', '3.4/calls'].map((recording) =>
  NODES.map((node) => `${RECORDINGS}/${recording}/${node}.pcap.gz`),
);
/** Objects whose members are named by what was captured. */
const OF_THE_WIRE = new Set([
  'fields',
  'meaning',
  'values',
  'records',
  'tags',
  'tagsSince',
  'capabilities',
  'links',
]);

function membersOf(value: unknown, found: Set<string>): Set<string> {
  if (Array.isArray(value)) for (const one of value) membersOf(one, found);
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) {
      if (!/^\d+$/.test(name)) found.add(name);
      if (!OF_THE_WIRE.has(name) || name === 'links') membersOf(member, found);
    }
  return found;
}

describe('docs/json.md', () => {
  test.each(['packets', 'flows', 'aors', 'dialogs', 'nodes', 'syncs', 'lags', 'check', 'clocks'])(
    'names every member of %s',
    async (report) => {
      const [, section = ''] = new RegExp(`^## ${report}\\b(.*?)(?=^## |$(?![^]))`, 'ms').exec(PAGE) ?? [];
      const named = new Set([...section.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
      const found = new Set<string>();
      for (const cluster of CLUSTERS)
        membersOf(objectsOf((await syncgrep([report, '--json', ...cluster])).output), found);
      expect(found.size).toBeGreaterThan(5);
      expect([...found].filter((name) => name !== 'v' && !named.has(name))).toEqual([]);
    },
  );

  test('its programs are understood by jq', () => {
    const programs = [...PAGE.matchAll(/\| jq ((?:-\w )*)'([^']+)'$/gm)];
    expect(programs).toHaveLength(10);
    for (const [, flags = '', program = ''] of programs) {
      const { status, error, stderr } = spawnSync('jq', [...flags.split(' ').filter(Boolean), program], {
        input: '',
        encoding: 'utf8',
      });
      if (error === undefined) expect([status, stderr]).toEqual([0, '']);
    }
  });
});
