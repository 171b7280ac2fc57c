import { CAPABILITIES } from '../../../decoders/bin/registry.ts';
import type { Calendar, FieldTree, MessageFacts } from '../../filter/message-facts.ts';
import type { EndpointId, MessageId } from '../../ids.ts';
import { Protocol } from '../../reassembly/carried-message.ts';
import { MessageNumbers } from '../message-numbers.ts';
import type { SessionTables } from '../session-tables.ts';
import type { MessageReader } from './message-reader.ts';
import { sipFields } from './sip-fields.ts';

/** What display filters can ask about the messages of a session. */
export class SessionFacts implements MessageFacts {
  readonly calendar: Calendar;
  private readonly tables: SessionTables;
  private readonly reader: MessageReader;
  private readonly numbers: MessageNumbers;

  constructor(tables: SessionTables, reader: MessageReader, calendar: Calendar) {
    this.calendar = calendar;
    this.tables = tables;
    this.reader = reader;
    this.numbers = new MessageNumbers({ tables, timeOf: (id) => tables.times.of(id) });
  }

  /**
   * Changes when nodes become known, when unknown capabilities or packets are first seen, and when clocks are
   * aligned.
   */
  get revision(): number {
    const { nodes, kinds, times } = this.tables;
    return nodes.revision + kinds.size + times.revision;
  }

  get index() {
    return this.tables.index;
  }

  get kinds() {
    return this.tables.kinds;
  }

  get routes() {
    return this.tables.routes;
  }

  get endpoints() {
    return this.tables.endpoints;
  }

  get aors() {
    return this.tables.aors;
  }

  get callIds() {
    return this.tables.callIds;
  }

  timeOf(message: MessageId): number {
    return this.tables.times.of(message);
  }

  numberOf(message: MessageId): number {
    return this.numbers.of(message);
  }

  nodeOf(endpoint: EndpointId, time?: number): number | undefined {
    return this.tables.nodes.nodeOf(this.tables.endpoints.addressOf(endpoint), time);
  }

  hasTurned(endpoint: EndpointId): boolean {
    return this.tables.nodes.hasTurned(this.tables.endpoints.addressOf(endpoint));
  }

  isCapability(name: string): boolean {
    return KNOWN_CAPABILITIES.has(name) || this.someKind((kind) => kind.capability.toLowerCase() === name);
  }

  isPacketName(name: string): boolean {
    return KNOWN_PACKETS.has(name);
  }

  text(message: MessageId): string {
    return this.reader.text(message);
  }

  fields(message: MessageId): FieldTree {
    if (this.tables.index.protocol(message) === Protocol.Bin) return this.reader.packet(message).fields;
    return sipFields(this.reader.sip(message));
  }

  private someKind(holds: (kind: { readonly capability: string }) => boolean): boolean {
    const { kinds } = this.tables;
    for (let id = 0; id < kinds.size; id++) {
      const kind = kinds.get(id);
      if (kind.protocol === 'bin' && holds(kind)) return true;
    }
    return false;
  }
}

const KNOWN_CAPABILITIES: ReadonlySet<string> = new Set(CAPABILITIES.map((one) => one.name.toLowerCase()));
const KNOWN_PACKETS: ReadonlySet<string> = new Set(
  CAPABILITIES.flatMap((one) => one.packets.map((packet) => packet.name.toUpperCase())),
);
