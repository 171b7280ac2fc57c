import { describe, expect, test } from 'vitest';
import type { Value } from '../../decoders/fields/decode.ts';
import { asBigint, numberOf, textOf } from '../../src/cluster/field-values.ts';
import type { Session } from '../../src/engine/session.ts';
import type { AddressId, MessageId } from '../../src/ids.ts';
import { Protocol } from '../../src/reassembly/carried-message.ts';
import { type Manifest, messagesOf, nameInManifest, readAll, recordings } from './recordings.ts';
import { type ListedContact, type ListedDialog, type Snapshot, snapshots } from './snapshots.ts';

/**
 * Decoded values against what the nodes said of themselves: who they are, which contacts and dialogs
 * they held. Where something they held was in no packet, the recording itself must say why.
 */
for (const recording of recordings()) {
  const { manifest } = recording;
  test(`${recording.name}: nodes, contacts and dialogs are those that the nodes listed`, async () => {
    const session = await readAll(recording.captures);
    const replicated = replicatedIn(session, manifest);
    const learned = learnedNodes(session);
    session.close();
    expect(learned).toEqual(nodesIn(manifest));
    const missing = snapshots(manifest).flatMap((snapshot) => unexplained(snapshot, replicated, manifest));
    expect(missing).toEqual([]);
  });
}

describe('the comparison', () => {
  test('has something to compare', async () => {
    const listed = recordings().flatMap(({ manifest }) => snapshots(manifest));
    expect(count(listed, ({ contacts }) => contacts.length)).toBeGreaterThan(1000);
    expect(count(listed, ({ dialogs }) => dialogs.length)).toBeGreaterThan(150);
  });

  test('sees a contact or a dialog that differs in anything', async () => {
    const [recording] = recordings().filter(({ name }) => name.endsWith('/calls'));
    if (recording === undefined) throw new Error('no recording');
    const { manifest } = recording;
    const session = await readAll(recording.captures);
    const replicated = replicatedIn(session, manifest);
    session.close();
    const [snapshot] = snapshots(manifest).filter(({ dialogs }) => dialogs.some((one) => one.confirmed > 0));
    if (snapshot === undefined) throw new Error('no snapshot');
    const contacts: readonly Partial<ListedContact>[] = [
      { aor: 'nobody' },
      { contact: 'sip:x' },
      { callId: 'x' },
      { cseq: 999 },
      { contactId: '1' },
    ];
    for (const change of contacts) {
      const changed = {
        ...snapshot,
        dialogs: [],
        contacts: snapshot.contacts.map((one) => ({ ...one, ...change })),
      };
      expect(unexplained(changed, replicated, manifest)).toHaveLength(snapshot.contacts.length);
    }
    const confirmed = snapshot.dialogs.filter((one) => one.confirmed > 0);
    const dialogs: readonly Partial<ListedDialog>[] = [
      { callId: 'x' },
      { callerTag: 'x' },
      { calleeTags: ['x'] },
    ];
    for (const change of dialogs) {
      const changed = { ...snapshot, contacts: [], dialogs: confirmed.map((one) => ({ ...one, ...change })) };
      expect(unexplained(changed, replicated, manifest)).toHaveLength(confirmed.length);
    }
    const tooEarly = { ...snapshot, time: firstFrame(manifest) };
    expect(unexplained(tooEarly, replicated, manifest)).toHaveLength(
      snapshot.contacts.length + confirmed.length,
    );
  });
});

/** What packets said, with the time of each by the clock of the recording. */
interface Replicated {
  readonly contacts: readonly SeenContact[];
  readonly dialogs: readonly SeenDialog[];
  /** Nodes that were sent the registrations of another one, as a whole. */
  readonly syncs: readonly { readonly time: number; readonly node: number }[];
}

interface SeenContact extends Omit<ListedContact, 'contactId'> {
  readonly time: number;
  /** Undefined where the release does not send it. */
  readonly contactId: string | undefined;
}

interface SeenDialog {
  readonly time: number;
  readonly callId: string;
  readonly fromTag: string;
  readonly toTag: string;
}

/** Why something that a node held was in no packet before; undefined where nothing excuses it. */
function contactExcuse(
  contact: ListedContact,
  { node, time }: Snapshot,
  replicated: Replicated,
  manifest: Manifest,
): string | undefined {
  const same = replicated.contacts.filter((seen) => seen.time <= time && isSame(seen, contact));
  if (same.some((seen) => seen.contactId === undefined)) return 'this release does not send contact ids';
  const id = manifest.topology[node]?.node_id;
  const synced = replicated.syncs.some((sync) => sync.node === id && sync.time <= time);
  if (same.length > 0 && synced) return 'a node numbers contacts anew that it got by a sync';
  const first = firstFrame(manifest);
  const early = manifest.events.some(
    ({ what, t, users }) => what === 'REGISTER' && t < first && users?.includes(contact.aor) === true,
  );
  return early && same.length === 0 ? 'registered before the capture began' : undefined;
}

function dialogExcuse(dialog: ListedDialog, { time }: Snapshot, manifest: Manifest): string | undefined {
  if (dialog.confirmed === 0) return 'a dialog is replicated when it is confirmed';
  const first = firstFrame(manifest);
  return dialog.confirmed + 1 < first && time > first ? 'confirmed before the capture began' : undefined;
}

function unexplained(snapshot: Snapshot, replicated: Replicated, manifest: Manifest): readonly string[] {
  const { label, node, time } = snapshot;
  const contacts = snapshot.contacts.filter((contact) => {
    const found = replicated.contacts.some(
      (seen) => seen.time <= time && isSame(seen, contact) && seen.contactId === contact.contactId,
    );
    return !found && contactExcuse(contact, snapshot, replicated, manifest) === undefined;
  });
  const dialogs = snapshot.dialogs.filter((dialog) => {
    const found = dialog.calleeTags.some((tag) =>
      replicated.dialogs.some(
        (seen) =>
          seen.time <= time &&
          seen.callId === dialog.callId &&
          seen.fromTag === dialog.callerTag &&
          seen.toTag === tag,
      ),
    );
    return !found && dialogExcuse(dialog, snapshot, manifest) === undefined;
  });
  return [...contacts, ...dialogs].map((one) => `${label} ${node} ${JSON.stringify(one)}`);
}

function isSame(seen: SeenContact, contact: ListedContact): boolean {
  return (
    seen.aor === contact.aor &&
    seen.contact === contact.contact &&
    seen.callId === contact.callId &&
    seen.cseq === contact.cseq
  );
}

function replicatedIn(session: Session, manifest: Manifest): Replicated {
  const { index } = session.tables;
  const contacts: SeenContact[] = [];
  const dialogs: SeenDialog[] = [];
  const syncs: { time: number; node: number }[] = [];
  for (const id of messagesOf(session)) {
    if (index.protocol(id) !== Protocol.Bin) continue;
    const packet = session.reader.packet(id);
    const time = trueTime(session, id, manifest);
    if (packet.name === 'CLUSTERER_SYNC' && packet.fields.capability === 'usrloc-contact-repl') {
      syncs.push({ time, node: packet.destination ?? 0 });
    }
    collect(packet.fields, time, contacts, dialogs);
  }
  return { contacts, dialogs, syncs };
}

/** Contacts and dialogs wherever they stand: in a packet of their own, or in the chunks of a sync. */
function collect(value: Value, time: number, contacts: SeenContact[], dialogs: SeenDialog[]): void {
  if (typeof value !== 'object' || value instanceof Uint8Array) return;
  if (Array.isArray(value)) {
    for (const one of value) collect(one, time, contacts, dialogs);
    return;
  }
  const fields = value as Exclude<typeof value, readonly Value[]>;
  const callId = textOf(fields, 'callid');
  const contact = textOf(fields, 'contact');
  const fromTag = textOf(fields, 'from_tag');
  if (callId !== undefined && contact !== undefined) {
    const aor = textOf(fields, 'aor') ?? '';
    const cseq = numberOf(fields, 'cseq') ?? Number.NaN;
    contacts.push({
      time,
      aor,
      contact,
      callId,
      cseq,
      contactId: asBigint(fields.contact_id)?.toString(),
    });
  } else if (callId !== undefined && fromTag !== undefined) {
    dialogs.push({ time, callId, fromTag, toTag: textOf(fields, 'to_tag') ?? '' });
  }
  for (const member of Object.values(fields)) collect(member, time, contacts, dialogs);
}

/** Seconds since 1970 by the clock of the recording, not by that of the capture. */
function trueTime(session: Session, id: MessageId, manifest: Manifest): number {
  const { index, base } = session.tables;
  const time = index.time(id);
  const capture = session.sources[index.source(id)]?.name ?? '';
  const offset = manifest.files[nameInManifest(capture)]?.clock_offset_s ?? 0;
  return base.secondsOf(time) + base.nanosecondsOf(time) / 1e9 - offset;
}

/** Node ids by address, in every cluster. */
function learnedNodes(session: Session): Map<string, readonly number[]> {
  const { endpoints, nodes } = session.tables;
  const learned = new Map<string, readonly number[]>();
  for (let address = 0; address < endpoints.addressCount; address++) {
    const ids = nodes.membershipsOf(address as AddressId).map(({ node }) => node);
    if (ids.length > 0) learned.set(endpoints.addressText(address as AddressId), [...new Set(ids)]);
  }
  return learned;
}

/** As the manifest has them: each node by the address of its family that BIN uses. */
function nodesIn({ topology }: Manifest): Map<string, readonly number[]> {
  return new Map(
    Object.values(topology).map(({ ip, ip6, bin_url, node_id }) => [
      bin_url.includes('[') ? (ip6 ?? '') : ip,
      [node_id],
    ]),
  );
}

/** Seconds since 1970 of the first frame that any capture has. */
function firstFrame({ files }: Manifest): number {
  return Math.min(
    ...Object.values(files).flatMap(({ first_ts, clock_offset_s = 0 }) =>
      first_ts === undefined ? [] : first_ts - clock_offset_s,
    ),
  );
}

function count<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}
