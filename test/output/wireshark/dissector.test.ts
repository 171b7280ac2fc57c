import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import type { FieldNode } from '../../../decoders/bytes/field-node.ts';
import type { Session } from '../../../src/engine/session.ts';
import type { MessageId } from '../../../src/ids.ts';
import { FieldTables } from '../../../src/output/wireshark/field-tables.ts';
import { Protocol } from '../../../src/reassembly/carried-message.ts';
import { Folder } from '../../capture/reading.ts';
import { syncgrep } from '../../cli/run-program.ts';
import { readAll, recording } from '../../recordings/recordings.ts';

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
/** Between values of one field: in none of them. */
const BETWEEN = '\x1f';

/** To each name of a field, its values in one capture, sorted. */
type Values = Map<string, string[]>;

const { filters } = tables();
/** Times and opaque bytes are written in other ways by tshark. */
const COMPARED = filters.filter(({ name }) =>
  filters.every((one) => one.name !== name || !['absolute_time', 'bytes'].includes(one.type)),
);

function tables(): FieldTables {
  return new FieldTables(CATALOGUE);
}

function add(values: Values, name: string, value: string): void {
  // Characters that tshark escapes are only counted.
  const text = /^[ -[\]-~]*$/.test(value) ? value : 'escaped';
  const known = values.get(name);
  if (known === undefined) values.set(name, [text]);
  else known.push(text);
}

async function byTshark(
  path: string,
): Promise<{ readonly values: Values; readonly names: readonly string[] }> {
  const folder = new Folder();
  try {
    const { output: lua } = await syncgrep(['dissector']);
    const script = folder.file(Buffer.from(lua));
    const fields = ['packet.name', 'unread', ...COMPARED.map((one) => one.path)];
    const args = ['-X', `lua_script:${script}`, '-o', 'tcp.reassemble_out_of_order:TRUE', '-r', path];
    const shown = ['-Y', 'opensips_bin', '-T', 'fields', '-E', `aggregator=${BETWEEN}`];
    const asked = fields.flatMap((field) => ['-e', `opensips_bin.${field}`]);
    const { stdout } = spawnSync('tshark', ['-n', ...args, ...shown, ...asked], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const values: Values = new Map();
    const names: string[] = [];
    for (const line of stdout.split('\n').filter((one) => one !== '')) {
      const [name = '', unread = '', ...columns] = line.split('\t');
      expect(unread).toBe('');
      names.push(...name.split(BETWEEN));
      for (const [at, column] of columns.entries()) {
        if (column === '') continue;
        for (const value of column.split(BETWEEN)) add(values, COMPARED[at]?.name ?? '', value);
      }
    }
    return { values, names };
  } finally {
    folder.remove();
  }
}

function bySyncgrep(session: Session): { readonly values: Values; readonly names: readonly string[] } {
  const { index, kinds } = session.tables;
  const compared = new Set(COMPARED.map(({ name }) => name));
  const values: Values = new Map();
  const names: string[] = [];
  const visit = (node: FieldNode): void => {
    const name = node.name.replace(/\[\d+\]$/, '');
    const { value } = node;
    // What is read inside a value is syncgrep's alone.
    if (value === undefined) for (const child of node.children ?? []) visit(child);
    else if (compared.has(name) && value !== '' && !(value instanceof Uint8Array)) {
      add(values, name, String(value));
    }
  };
  for (let id = 0 as MessageId; id < index.size; id++) {
    if (index.protocol(id) !== Protocol.Bin) continue;
    const kind = kinds.get(index.kind(id));
    names.push(kind.protocol === 'bin' ? (kind.name ?? '') : '');
    for (const node of session.reader.dissect(id)) {
      if (node.name !== 'frame' && node.name !== 'trailer') visit(node);
    }
  }
  return { values, names };
}

function sorted({ values, names }: { readonly values: Values; readonly names: readonly string[] }) {
  const entries = [...values].map(([name, list]) => [name, list.filter((one) => one !== '').sort()] as const);
  return {
    names: [...names].sort(),
    values: new Map(entries.filter(([, list]) => list.length > 0).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

describe.runIf(hasTshark)('Wireshark reads with it what syncgrep reads', () => {
  test.each(['2.4/all-capabilities', '3.4/sync', '4.0/all-capabilities', '4.0/cluster-bridge'])(
    '%s',
    async (name) => {
      const [path = ''] = recording(name).captures.filter((one) => /\/bridge\.pcap\.gz$/.test(one));
      const session = await readAll([path]);
      const own = sorted(bySyncgrep(session));
      expect(own.names.length).toBeGreaterThan(100);
      const theirs = sorted(await byTshark(path));
      expect(theirs.names).toEqual(own.names);
      expect(theirs.values).toEqual(own.values);
      session.close();
    },
  );
});
