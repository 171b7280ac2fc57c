import type { HepAddress } from '../../capture/remote/hep-listener.ts';
import { hostPortText } from '../../capture/remote/host-port.ts';
import type { Session, SessionTap } from '../../engine/session.ts';
import type { EndpointId, MessageId } from '../../ids.ts';
import { Protocol, Transport } from '../../reassembly/carried-message.ts';
import { isCallId, stringOf } from '../../store/terms.ts';
import { counted } from '../../view/text/counts.ts';
import { type HepPlace, hepPacket } from './hep-packet.ts';
import { type HepTransport, hepTransport } from './hep-transport.ts';

/** As numbered in HEP: IP protocols, and two numbers of its own. */
const IP_PROTOCOLS: Readonly<Record<Transport, number>> = {
  [Transport.Udp]: 17,
  [Transport.Tcp]: 6,
  [Transport.Ws]: 50,
  [Transport.Wss]: 50,
  [Transport.Tls]: 22,
  [Transport.Sctp]: 132,
};

/** Sends each SIP message once to a Homer server, however many observers saw it. */
export class HepSender implements SessionTap {
  private readonly session: Session;
  private readonly address: HepAddress;
  private readonly captureId: number;
  private readonly transport: HepTransport;
  private next = 0;
  private sent = 0;
  private dropped = 0;

  constructor(session: Session, address: HepAddress, captureId: number) {
    this.session = session;
    this.address = address;
    this.captureId = captureId;
    this.transport = hepTransport(address, (text) => session.news.tell(text));
  }

  read(): void {
    const { index } = this.session.tables;
    for (; this.next < index.size; this.next++) {
      const id = this.next as MessageId;
      if (index.protocol(id) === Protocol.Sip) this.send(id);
    }
  }

  async close(): Promise<void> {
    this.read();
    await this.transport.close();
  }

  /** A remark for the end, on what was sent. */
  get summary(): string {
    const lost =
      this.dropped === 0 ? '' : `, ${this.dropped} not: the server did not keep up, or was not there`;
    return `HEP to ${hostPortText(this.address)}: ${counted(this.sent, 'message')} sent${lost}`;
  }

  private send(id: MessageId): void {
    const { tables, reader } = this.session;
    const { index, base } = tables;
    const packet = hepPacket({
      source: this.place(index.sender(id)),
      destination: this.place(index.receiver(id)),
      ipProtocol: IP_PROTOCOLS[index.transport(id)],
      time: base.epochNanoseconds(index.time(id)),
      captureId: this.captureId,
      correlationId: this.callIdOf(id),
      payload: reader.bytes(id),
    });
    if (packet !== undefined && this.transport.send(packet)) this.sent++;
    else this.dropped++;
  }

  private place(endpoint: EndpointId): HepPlace {
    const { endpoints } = this.session.tables;
    return {
      address: endpoints.addressText(endpoints.addressOf(endpoint)),
      port: endpoints.portOf(endpoint),
    };
  }

  private callIdOf(id: MessageId): string {
    const { index, callIds } = this.session.tables;
    for (let at = 0; at < index.termCount(id); at++) {
      const term = index.term(id, at);
      if (isCallId(term)) return callIds.text(stringOf(term));
    }
    return '';
  }
}
