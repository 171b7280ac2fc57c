import { afterAll, expect, test } from 'vitest';
import { dialogDlgRepl } from '../../../decoders/bin/dialog-dlg-repl.ts';
import { encodePacket } from '../../../decoders/bin/encode-packet.ts';
import { CATALOGUE } from '../../../decoders/bin/registry.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import { numberOf, textOf } from '../../../src/cluster/field-values.ts';
import type { ReplicatedCall } from '../../../src/cluster/seen-message.ts';
import { SeenMessages } from '../../../src/engine/analysis/seen-in-index.ts';
import type { Session } from '../../../src/engine/session.ts';
import { aorOf, bounded } from '../../../src/flows/sip-names.ts';
import { pcap } from '../../capture/build-captures.ts';
import { Folder } from '../../capture/reading.ts';
import { messagesOf, readAll, recording, recordings } from '../../recordings/recordings.ts';
import { ethernet, ipv4, tcp } from '../../support/build-packets.ts';
import { EVERYTHING } from '../../support/everything.ts';

/** What the index tells of the call of a packet is what the packet itself says. */
const folder = new Folder();
afterAll(() => folder.remove());

/** What the index tells of each packet of dialog-dlg-repl, and what the packet says. */
function callsOf(session: Session): readonly { told: ReplicatedCall | undefined; said: ReplicatedCall }[] {
  const seen = new SeenMessages(session);
  const calls = [...messagesOf(session)].flatMap((id) => {
    const message = seen.get(id);
    if (message.protocol !== 'bin' || message.packet.capability !== dialogDlgRepl.name) return [];
    return [{ told: message.packet.call, said: callIn(session.reader.packet(id).fields) }];
  });
  session.close();
  return calls;
}

function callIn(fields: Fields): ReplicatedCall {
  return {
    callId: bounded(textOf(fields, 'callid') ?? ''),
    from: aorOf(textOf(fields, 'from_uri') ?? ''),
    to: aorOf(textOf(fields, 'to_uri') ?? ''),
    timeout: numberOf(fields, 'timeout') ?? 0,
  };
}

const names = EVERYTHING
  ? recordings().map(({ name }) => name)
  : ['3.6/calls-shared-sockets', '2.4/all-capabilities'];

test.each(names)('%s: calls of the index are those of the packets', async (name) => {
  for (const capture of recording(name).captures) {
    for (const { told, said } of callsOf(await readAll([capture])))
      if (told !== undefined) expect(told).toEqual(said);
  }
});

test('packets of a known layout need not be decoded to know their call', async () => {
  const { captures } = recording('3.6/calls-shared-sockets');
  const calls = callsOf(await readAll(captures));
  const told = calls.filter((call) => call.told !== undefined);
  expect([told.length, told.some(({ said }) => said.timeout > 0)]).toEqual([calls.length, true]);
});

const PLAIN = {
  callid: 'a@b',
  from_uri: 'sip:Alice@example.com',
  to_uri: 'sip:bob@example.com',
  timeout: 4e9,
};
const LONG = 'x'.repeat(600);

test.each<[string, Fields, boolean]>([
  ['both ends', PLAIN, true],
  ['no caller', { ...PLAIN, from_uri: '' }, true],
  ['a caller that is no URI', { ...PLAIN, from_uri: 'nonsense' }, true],
  ['the same at both ends', { ...PLAIN, from_uri: PLAIN.to_uri }, true],
  ['no Call-ID', { ...PLAIN, callid: '' }, false],
  ['a long Call-ID', { ...PLAIN, callid: LONG }, false],
  ['a long AOR', { ...PLAIN, to_uri: `sip:${'x'.repeat(300)}@example.com` }, false],
  ['a long URI', { ...PLAIN, to_uri: `sip:bob@example.com;${LONG}` }, false],
  ['a line end in the Call-ID', { ...PLAIN, callid: 'a\nb' }, false],
  ['bytes that are not UTF-8', { ...PLAIN, from_uri: 'sip:\udcff@example.com' }, true],
])('a packet with %s', async (_, fields, isTold) => {
  const [{ told, said } = { told: undefined, said: undefined }] = callsOf(await readAll([captured(fields)]));
  expect(said?.callId).toBe(String(fields.callid).slice(0, 512));
  expect(told).toEqual(isTold ? said : undefined);
});

/** A capture of one packet that tells of that dialog, in a layout that no other release has. */
function captured(fields: Fields): string {
  const [candidate] = CATALOGUE.named(dialogDlgRepl.name)?.candidatesFor(1, 5) ?? [];
  if (candidate === undefined) throw new Error('no such packet');
  const packet = encodePacket(candidate, 5, fields, { cluster: 1, source: 2, destination: 3 });
  const data = ethernet(0x0800, ipv4(6, tcp(packet, { source: 20_000 })));
  return folder.file(pcap([{ seconds: 1_700_000_000, fraction: 0, data }]));
}
