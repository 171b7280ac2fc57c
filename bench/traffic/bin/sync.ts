import type { Fields } from '../../../decoders/fields/decode.ts';
import { encode } from '../../../decoders/fields/encode.ts';
import type { Registrar } from '../sip/registration.ts';
import { callIdOf } from '../sip/registration.ts';
import type { Registration, World } from '../world.ts';
import { type Cluster, NODES, othersThan } from './cluster.ts';
import type { ConfirmedDialogs } from './confirmed-dialogs.ts';
import { aorFields, contactFields } from './contact-fields.ts';
import { CONFIRMED, dialogFields } from './dialog-fields.ts';
import type { Internals } from './internals.ts';

/** `sync_packet_size` (spec bin-core 9). */
const PACKET_SIZE = 32_768;
/** Early, so that a small capture has one. */
const FIRST_SYNC = 1_500_000;
const BETWEEN_SYNCS = 45_000_000;
const MOST_CONTACTS = 4000;
const MOST_DIALOGS = 500;
const USRLOC = 'usrloc-contact-repl';
const DIALOG = 'dialog-dlg-repl';
const EXTRA = 'clusterer-extra';
/** Between two SYNC packets. */
const BUILDING = 900;
const AOR = 0;
const CONTACT = 1;

/** Every now and then a node asks another for all contacts or all dialogs. */
export class Syncs {
  private readonly world: World;
  private readonly cluster: Cluster;
  private readonly registrar: Registrar;
  private readonly dialogs: ConfirmedDialogs;
  private readonly internals: Internals;

  constructor(
    world: World,
    cluster: Cluster,
    registrar: Registrar,
    dialogs: ConfirmedDialogs,
    internals: Internals,
  ) {
    this.world = world;
    this.cluster = cluster;
    this.registrar = registrar;
    this.dialogs = dialogs;
    this.internals = internals;
  }

  start(): void {
    const { queue, random } = this.world;
    queue.callAfter(FIRST_SYNC + random.below(FIRST_SYNC), (now) => this.synchronise(now));
  }

  private synchronise(now: number): void {
    const { queue, random } = this.world;
    const receiver = random.below(NODES.length);
    const others = othersThan(receiver);
    const donor = others[random.below(others.length)] ?? 0;
    const capability = random.chance(0.6) ? USRLOC : DIALOG;
    this.internals.announce(now, receiver, capability, 0);
    this.cluster.send(now + 300, receiver, donor, this.extra('CLUSTERER_SYNC_REQ'), { capability });
    queue.callAfter(1500, (asked) => this.answer(asked, donor, receiver, capability));
    queue.callAfter(random.exponential(BETWEEN_SYNCS), (later) => this.synchronise(later));
  }

  private answer(now: number, donor: number, receiver: number, capability: string): void {
    const { chunk, dataVersion } = this.cluster.layouts.chunk(capability);
    const records = capability === USRLOC ? this.contacts(now) : this.confirmed();
    const chunks = records.map((fields) => encode(chunk.list, fields));
    const sync = this.extra('CLUSTERER_SYNC');
    let time = now;
    for (const part of packed(chunks)) {
      const data = part.map((bytes) => ({ data: bytes }));
      const fields = { capability, data_version: dataVersion, chunks: data, records: data };
      const bytes = sync.encode(fields, donor + 1, receiver + 1, chunk);
      this.world.queue.at(time, {
        run: (sent) => this.cluster.sendBytes(sent, donor, receiver, sync.name, bytes),
      });
      time += BUILDING;
    }
    this.world.queue.at(time, {
      run: (sent) => {
        const fields = { capability, chunks_count: chunks.length };
        this.cluster.send(sent, donor, receiver, this.extra('CLUSTERER_SYNC_END'), fields);
        this.internals.announce(sent + 500, receiver, capability, 1);
      },
    });
  }

  private extra(name: string) {
    return this.cluster.layouts.packet(EXTRA, name);
  }

  /** Each AOR, then its contacts. */
  private contacts(now: number): readonly Fields[] {
    const { population, random } = this.world;
    const flagsAsText = this.cluster.layouts.chunk(USRLOC).dataVersion >= 4;
    const records: Fields[] = [];
    const most = random.between(200, MOST_CONTACTS);
    let user = -1;
    for (let index = 0; index < population.size && records.length < most; index++) {
      if (!this.registrar.isRegistered(index)) continue;
      const phone = population.phone(index);
      if (phone.userIndex !== user) records.push({ is_contact: AOR, aor_record: aorFields(phone) });
      user = phone.userIndex;
      const registration: Registration = {
        phone,
        node: phone.home,
        callId: callIdOf(this.world, phone),
        cseq: this.registrar.cseqs[index] as number,
        storedCseq: 0,
        expires: phone.agent.expires >> 1,
        isNewUser: false,
      };
      records.push({ is_contact: CONTACT, contact_record: contactFields(now, registration, flagsAsText) });
    }
    return records;
  }

  private confirmed(): readonly Fields[] {
    const created = this.cluster.layouts.packet(DIALOG, 'REPLICATION_DLG_CREATED');
    return this.dialogs.calls
      .slice(0, MOST_DIALOGS)
      .map((call) => dialogFields(call, CONFIRMED, created.hasTypedValues));
  }
}

/** A packet ends where it would be too long with another chunk of the last one's length (spec bin-core 9). */
function packed(chunks: readonly Uint8Array[]): readonly Uint8Array[][] {
  const parts: Uint8Array[][] = [];
  let part: Uint8Array[] = [];
  let length = 0;
  let last = 0;
  for (const chunk of chunks) {
    if (part.length > 0 && length + last > PACKET_SIZE) {
      parts.push(part);
      part = [];
      length = 0;
    }
    part.push(chunk);
    last = chunk.length + 8;
    length += last;
  }
  return part.length > 0 ? [...parts, part] : parts;
}
