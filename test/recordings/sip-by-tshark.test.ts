import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, test } from 'vitest';
import type { Session } from '../../src/engine/session.ts';
import type { MessageId } from '../../src/ids.ts';
import { Extents, Protocol, Transport } from '../../src/reassembly/carried-message.ts';
import { EVERYTHING } from '../support/everything.ts';
import { messagesOf, nameInManifest, readAll, recordings } from './recordings.ts';

/** SIP by the program that users compare with: method, status, Call-ID and CSeq of every message. */

const hasTshark = spawnSync('tshark', ['--version']).status === 0;
if (!hasTshark) console.warn('tshark is not installed: SIP is not compared with it');

/**
 * tshark needs a third of a second to start: what passed between all hosts holds what the nodes saw, and the calls
 * hold what the rest of SIP does. What is recorded of each release is compared of the oldest and the newest one. The
 * nodes' own captures are compared where fragments and segments differ. All of all recordings with ALL_CAPTURES=1.
 */
const WHOLE = EVERYTHING ? /./ : /\/(sip-framing|ipv6|clock-offset)$/;
const COMPARED = EVERYTHING
  ? /./
  : /^((2\.4|4\.0)\/(register|all-capabilities)|.*\/(calls|loss-reorder|midstream|sip-framing|ipv6|clock-offset))$/;

describe.skipIf(!hasTshark).concurrent('SIP is what tshark finds', () => {
  for (const { name, captures } of recordings().filter((one) => COMPARED.test(one.name))) {
    const compared = captures.filter((capture) => WHOLE.test(name) || /bridge\.[^/]*$/.test(capture));
    for (const capture of compared) {
      test(`${name} ${nameInManifest(capture)}`, async ({ expect }) => {
        const answer = askTshark(capture);
        const session = await readAll([capture], { anyPort: true });
        const ours = countOurs(session);
        const hidden = afterKeepAlives(session);
        session.close();
        const theirs = countTheirs(await answer);
        for (const [message, count] of theirs) expect([message, ours.get(message)]).toEqual([message, count]);
        const more = [...ours.keys()].filter((message) => !theirs.has(message));
        expect(more.filter((message) => !hidden.has(message))).toEqual([]);
      });
    }
  }
});

/** tshark lists a datagram each time that it was sent. */
function countOurs(session: Session): Map<string, number> {
  const { index } = session.tables;
  const counts = new Map<string, number>();
  for (const id of messagesOf(session)) {
    if (index.protocol(id) !== Protocol.Sip) continue;
    const sent = index.transport(id) === Transport.Udp ? 1 + index.retransmissions(id) : 1;
    add(counts, describeMessage(session, id), sent);
  }
  return counts;
}

function describeMessage(session: Session, id: MessageId): string {
  const { method = '', status = '', callId, cseq } = session.reader.sip(id);
  return [method, status, callId, `${cseq?.number} ${cseq?.method}`].join('\t');
}

/** Messages that follow the line ends of a keep-alive in their segment: tshark passes over them. */
function afterKeepAlives(session: Session): Set<string> {
  const { index } = session.tables;
  const extents = new Extents();
  const before = new Uint8Array(4);
  const found = new Set<string>();
  for (const id of messagesOf(session)) {
    if (index.protocol(id) !== Protocol.Sip || index.transport(id) !== Transport.Tcp) continue;
    index.locate(id, extents);
    const at = (extents.recordOffset[0] as number) + (extents.delta[0] as number);
    session.sources[index.source(id)]?.readBytes(at - 4, 4, before, 0);
    if (Buffer.from(before).toString() === '\r\n\r\n') found.add(describeMessage(session, id));
  }
  return found;
}

async function askTshark(capture: string): Promise<string> {
  const fields = ['sip.Method', 'sip.Status-Code', 'sip.Call-ID', 'sip.CSeq'].flatMap((field) => [
    '-e',
    field,
  ]);
  const filter = ['-Y', 'sip && !icmp && !icmpv6', '-T', 'fields', '-E', 'aggregator=|'];
  const args = ['-n', '-r', capture, ...filter, ...fields];
  const { stdout } = await promisify(execFile)('tshark', args, { maxBuffer: 2 ** 28 });
  return stdout;
}

function countTheirs(answer: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of answer.split('\n')) {
    if (line === '') continue;
    const [methods = [], statuses = [], callIds = [], cseqs = []] = line
      .split('\t')
      .map((all) => all.split('|'));
    // Several in one frame: requests and responses do not mix there in these recordings.
    callIds.forEach((callId, at) => {
      add(counts, [methods[at] ?? '', statuses[at] ?? '', callId, cseqs[at]].join('\t'), 1);
    });
  }
  return counts;
}

function add(counts: Map<string, number>, key: string, amount: number): void {
  counts.set(key, (counts.get(key) ?? 0) + amount);
}
