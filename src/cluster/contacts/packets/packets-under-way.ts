import type { Fields } from '../../../../decoders/fields/decode.ts';
import type { MessageId } from '../../../ids.ts';
import { OldestFirst } from '../../../tables/oldest-first.ts';
import { textOf } from '../../field-values.ts';
import type { AorRecord } from '../held/aor-tables.ts';
import { haveSameUri } from '../held/contact-uri.ts';
import type { ContactVersion } from '../held/contact-version.ts';

/** AORs of which something is under way. If there are more, the oldest are dropped. */
const MOST_AORS = 16_384;
/** Packets of one AOR: the last ones. */
const MOST_OF_AOR = 32;

/** What a packet would tell a node, that may not have reached it yet. */
export interface UnderWay {
  readonly node: number;
  readonly message: MessageId;
  /** Contact URI; undefined if the packet is about all contacts of the AOR. */
  readonly contact: string | undefined;
}

const NOTHING: readonly UnderWay[] = [];

/**
 * Packets about contacts that wait in their connection: it is not known whether they have reached their node, which then
 * has done what they ask for, or not. They are applied when their arrival is seen. One that never was seen to
 * arrive stays here until it cannot be read any more.
 */
export class PacketsUnderWay {
  /** AORs that were dropped for lack of room. */
  forgotten = 0;
  private readonly byAor = new Map<AorRecord, readonly UnderWay[]>();
  /** AORs of which something is on its way to a node, by cluster and node. */
  private readonly byNode = new Map<string, Set<AorRecord>>();
  private readonly oldest = new OldestFirst(() => this.byAor.keys());

  of(record: AorRecord): readonly UnderWay[] {
    return this.byAor.size === 0 ? NOTHING : (this.byAor.get(record) ?? NOTHING);
  }

  add(record: AorRecord, node: number, message: MessageId, name: string | undefined, fields: Fields): void {
    if (name === 'REPL_URECORD_INSERT') return;
    const contact = name === 'REPL_URECORD_DELETE' ? undefined : textOf(fields, 'contact');
    const known = this.of(record).slice(1 - MOST_OF_AOR);
    this.set(record, [...known, { node, message, contact }]);
    const place = keyOf(record.cluster, node);
    const others = this.byNode.get(place);
    if (others === undefined) this.byNode.set(place, new Set([record]));
    else others.add(record);
    if (this.byAor.size <= MOST_AORS) return;
    const oldest = this.oldest.next();
    if (oldest !== undefined) this.set(oldest, NOTHING);
    this.forgotten++;
  }

  arrived(record: AorRecord, message: MessageId): void {
    this.keep(record, (one) => one.message !== message);
  }

  /** The node has restarted: its connections have ended. */
  restart(cluster: number, node: number): void {
    const told = this.byNode.get(keyOf(cluster, node)) ?? [];
    for (const record of told) this.keep(record, (one) => one.node !== node);
  }

  forgetBefore(first: MessageId): void {
    for (const record of this.byAor.keys()) this.keep(record, ({ message }) => message >= first);
  }

  private keep(record: AorRecord, isKept: (one: UnderWay) => boolean): void {
    const known = this.of(record);
    const kept = known.filter(isKept);
    if (kept.length < known.length) this.set(record, kept);
  }

  private set(record: AorRecord, all: readonly UnderWay[]): void {
    for (const { node } of this.of(record)) {
      if (!all.some((one) => one.node === node)) this.dropAt(node, record);
    }
    if (all.length === 0) this.byAor.delete(record);
    else this.byAor.set(record, all);
    record.revision++;
  }

  /** Nothing about the AOR is on its way to the node any more. */
  private dropAt(node: number, record: AorRecord): void {
    const place = keyOf(record.cluster, node);
    const others = this.byNode.get(place);
    others?.delete(record);
    if (others?.size === 0) this.byNode.delete(place);
  }
}

function keyOf(cluster: number, node: number): string {
  return `${cluster} ${node}`;
}

/** May one of these packets change whether, or how, the node has this contact? */
export function isAffected(
  underWay: readonly UnderWay[],
  node: number,
  version: Pick<ContactVersion, 'contact' | 'uri'>,
): boolean {
  return underWay.some(
    (one) =>
      one.node === node &&
      (one.contact === undefined || haveSameUri(version, { contact: one.contact, uri: undefined })),
  );
}
