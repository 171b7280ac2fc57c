import type { Call } from '../sip/call.ts';
import type { TcpLine } from '../wire/tcp-line.ts';
import type { Registration, Replication } from '../world.ts';
import type { Cluster } from './cluster.ts';
import type { ConfirmedDialogs } from './confirmed-dialogs.ts';
import { aorFields, contactFields, removalFields } from './contact-fields.ts';
import {
  CONFIRMED,
  CONFIRMED_NA,
  dialogCseq,
  dialogEnd,
  dialogFields,
  dialogValue,
  sharingTag,
} from './dialog-fields.ts';
import type { PacketLayout } from './release-layouts.ts';

const USRLOC = 'usrloc-contact-repl';
const DIALOG = 'dialog-dlg-repl';
/** Share of calls on which OpenSIPS itself pinged a leg, by CSeq packets. */
const PINGED = 0.15;

/** Tells the other nodes what a node has stored, within a millisecond of the SIP message that caused it. */
export class Replicator implements Replication {
  private readonly line: TcpLine;
  private readonly cluster: Cluster;
  private readonly dialogs: ConfirmedDialogs;
  private readonly aorInsert: PacketLayout;
  private readonly aorDelete: PacketLayout;
  private readonly contactInsert: PacketLayout;
  private readonly contactUpdate: PacketLayout;
  private readonly contactDelete: PacketLayout;
  private readonly created: PacketLayout;
  private readonly updated: PacketLayout;
  private readonly deleted: PacketLayout;
  /** None before 2.4.5. */
  private readonly cseq: PacketLayout | undefined;
  private readonly value: PacketLayout | undefined;
  private readonly hasFlagNames: boolean;

  constructor(line: TcpLine, cluster: Cluster, dialogs: ConfirmedDialogs) {
    const { layouts } = cluster;
    this.line = line;
    this.cluster = cluster;
    this.dialogs = dialogs;
    this.aorInsert = layouts.packet(USRLOC, 'REPL_URECORD_INSERT');
    this.aorDelete = layouts.packet(USRLOC, 'REPL_URECORD_DELETE');
    this.contactInsert = layouts.packet(USRLOC, 'REPL_UCONTACT_INSERT');
    this.contactUpdate = layouts.packet(USRLOC, 'REPL_UCONTACT_UPDATE');
    this.contactDelete = layouts.packet(USRLOC, 'REPL_UCONTACT_DELETE');
    this.created = layouts.packet(DIALOG, 'REPLICATION_DLG_CREATED');
    this.updated = layouts.packet(DIALOG, 'REPLICATION_DLG_UPDATED');
    this.deleted = layouts.packet(DIALOG, 'REPLICATION_DLG_DELETED');
    this.cseq = layouts.find(DIALOG, 'REPLICATION_DLG_CSEQ');
    this.value = layouts.find(DIALOG, 'REPLICATION_DLG_VALUE');
    this.hasFlagNames = layouts.chunk(USRLOC).dataVersion >= 4;
  }

  contactAdded(_: number, registration: Registration): void {
    this.soon((now) => {
      const { node, phone, isNewUser } = registration;
      if (isNewUser) this.cluster.broadcast(now, node, this.aorInsert, aorFields(phone));
      const fields = contactFields(now, registration, this.hasFlagNames);
      this.cluster.broadcast(now + 100, node, this.contactInsert, fields);
    });
  }

  contactRefreshed(_: number, registration: Registration): void {
    this.soon((now) => {
      const fields = contactFields(now, registration, this.hasFlagNames);
      this.cluster.broadcast(now, registration.node, this.contactUpdate, fields);
    });
  }

  contactRemoved(_: number, registration: Registration, isLast: boolean): void {
    this.soon((now) => {
      const { node, phone } = registration;
      this.cluster.broadcast(now, node, this.contactDelete, removalFields(registration));
      if (isLast) this.cluster.broadcast(now + 100, node, this.aorDelete, aorFields(phone));
    });
  }

  dialogCreated(_: number, call: Call): void {
    this.dialogs.add(call);
    this.soon((now) => {
      this.cluster.broadcast(now, nodeOf(call), this.created, this.fields(call, CONFIRMED_NA));
    });
  }

  dialogUpdated(_: number, call: Call): void {
    this.soon((now) => {
      this.cluster.broadcast(now, nodeOf(call), this.updated, this.fields(call, CONFIRMED));
      if (this.value !== undefined) this.sendTag(now + 80, call, this.value);
    });
    if (call.holds === 0 && this.line.random.chance(PINGED)) this.pingLeg(call);
  }

  dialogEnded(_: number, call: Call): void {
    this.dialogs.remove(call);
    this.soon((now) => this.cluster.broadcast(now, nodeOf(call), this.deleted, dialogEnd(call)));
  }

  /** Writing the tag into the values is replicated as well, from 3.5 on (spec bin-capabilities 5.1.5). */
  private sendTag(now: number, call: Call, value: PacketLayout): void {
    const fields = dialogValue(call, 'dlgX_shtag', sharingTag(nodeOf(call)));
    this.cluster.broadcast(now, nodeOf(call), value, fields);
  }

  private pingLeg(call: Call): void {
    const { cseq } = this;
    if (cseq === undefined) return;
    this.line.queue.callAfter(500_000 + this.line.random.below(2_000_000), (now) => {
      if (call.place >= 0) this.cluster.broadcast(now, nodeOf(call), cseq, dialogCseq(call));
    });
  }

  private fields(call: Call, state: number) {
    return dialogFields(call, state, this.created.hasTypedValues);
  }

  private soon(run: (now: number) => void): void {
    this.line.queue.callAfter(60 + this.line.random.exponential(150), run);
  }
}

function nodeOf(call: Call): number {
  return call.nodes[0] ?? 0;
}
