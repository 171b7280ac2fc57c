import type { EventQueue } from '../event-queue.ts';
import type { Party } from '../population.ts';
import type { Random } from '../random.ts';
import type { Truth } from '../truth.ts';
import type { Endpoint, PacketWriter } from '../wire/packet-writer.ts';
import { TcpConnection } from '../wire/tcp-connection.ts';
import type { TcpLine } from '../wire/tcp-line.ts';

/** Share of datagrams that are sent once more because the answer did not come in time. */
const RETRANSMITTED = 0.003;
/** T1 of RFC 3261 17. */
const T1 = 500_000;
const KEEPALIVE = Buffer.from('\r\n\r\n');

/** Puts SIP messages on the wire, over UDP or the connection of a phone. */
export class SipWire {
  private readonly queue: EventQueue;
  private readonly packets: PacketWriter;
  private readonly random: Random;
  private readonly truth: Truth;
  private readonly line: TcpLine;
  /** One connection a phone and node. */
  private readonly connections = new Map<string, TcpConnection>();

  constructor(line: TcpLine) {
    this.line = line;
    this.queue = line.queue;
    this.packets = line.packets;
    this.random = line.random;
    this.truth = line.truth;
  }

  /**
   * Sends a message between a node and a party, whose transport decides. `name` is the method or the
   * status.
   */
  send(now: number, party: Party, node: Endpoint, fromParty: boolean, name: string, text: string): void {
    if (party.connection < 0) {
      if (fromParty) this.datagram(now, party.endpoint, node, name, text);
      else this.datagram(now, node, party.endpoint, name, text);
      return;
    }
    this.truth.sip(name, text.length);
    this.truth.sipOverTcp++;
    const connection = this.connectionOf(now, party, node);
    const bytes = Buffer.from(text, 'latin1');
    if (fromParty) connection.write(now, bytes);
    else connection.reply(now, bytes);
  }

  datagram(now: number, from: Endpoint, to: Endpoint, name: string, text: string): void {
    this.truth.sip(name, text.length);
    this.packets.udpText(now, from, to, text);
    if (name === 'ACK' || !this.random.chance(RETRANSMITTED)) return;
    this.queue.callAfter(T1, (later) => {
      this.truth.udpRetransmissions++;
      this.packets.udpText(later, from, to, text);
    });
  }

  /** What a phone sends to keep its connection, or the binding of its NAT, alive (RFC 5626 4.4.1). */
  keepalive(now: number, party: Party, node: Endpoint): void {
    if (party.connection < 0) return;
    this.connections.get(connectionKey(party, node))?.write(now, KEEPALIVE);
  }

  drain(now: number): void {
    for (const connection of this.connections.values()) connection.drain(now);
  }

  private connectionOf(now: number, party: Party, node: Endpoint): TcpConnection {
    const key = connectionKey(party, node);
    const known = this.connections.get(key);
    if (known !== undefined) return known;
    const made = new TcpConnection(this.line, party.endpoint, node);
    made.open(now);
    this.connections.set(key, made);
    return made;
  }
}

function connectionKey(party: Party, node: Endpoint): string {
  return `${party.connection} ${node.address}`;
}
