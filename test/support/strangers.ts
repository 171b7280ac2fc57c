import { pcapHeader } from '../capture/build-captures.ts';
import { ethernet, ipv4, tcp, udp } from './build-packets.ts';

/** Seconds between two of them: what waits for an answer waits for a minute or ten. */
const BETWEEN = 0.5;
const BEGIN = 1_767_323_045;
const SERVER = [192, 0, 2, 1];
const SIP = 5060;
const NOTHING = new Uint8Array(0);
const DATAGRAM = ethernet(0x0800, ipv4(17, udp(NOTHING)));
const SEGMENT = ethernet(0x0800, ipv4(6, tcp(NOTHING)));
/** Where the headers begin. */
const [NETWORK, TRANSPORT] = [14, 34];
const [SYN, ACK, PUSH, FIN] = [2, 0x10, 8, 1];

/**
 * A capture of phones that come once, each from an address and with an AOR and a Call-ID that nobody had
 * before: one registers, one calls, one asks and hears nothing, one subscribes, one connects by TCP (and
 * every other of these leaves without a word).
 */
export function strangers(count: number): Buffer {
  const out: Buffer[] = [pcapHeader()];
  for (let at = 0; at < count; at++) new Stranger(at, out).comes();
  return Buffer.concat(out);
}

class Stranger {
  private readonly at: number;
  private readonly out: Buffer[];
  private readonly address: readonly number[];
  private readonly port: number;
  private packets = 0;

  constructor(at: number, out: Buffer[]) {
    this.at = at;
    this.out = out;
    this.address = [11, (at >>> 16) & 0xff, (at >>> 8) & 0xff, at & 0xff];
    this.port = 1024 + ((at * 7919) % 60_000);
  }

  comes(): void {
    const kind = this.at % 5;
    if (kind === 0) {
      this.request('REGISTER', 1, 'Contact: <sip:phone@192.0.2.9>\r\nExpires: 60\r\n');
      this.answer('REGISTER', 1, 'Contact: <sip:phone@192.0.2.9>;expires=60\r\n');
    } else if (kind === 1) {
      this.request('INVITE', 1);
      this.answer('INVITE', 1);
      this.request('ACK', 1);
      this.request('BYE', 2);
      this.answer('BYE', 2);
    } else if (kind === 2) {
      this.request('OPTIONS', 1);
    } else if (kind === 3) {
      this.request('SUBSCRIBE', 1, 'Event: presence\r\nExpires: 60\r\n');
      this.answer('SUBSCRIBE', 1, 'Expires: 60\r\n');
    } else this.connects();
  }

  private request(method: string, cseq: number, extra = ''): void {
    this.datagram(this.text(`${method} sip:somebody@example.com SIP/2.0`, method, cseq, extra), true);
  }

  private answer(method: string, cseq: number, extra = ''): void {
    this.datagram(this.text('SIP/2.0 200 OK', method, cseq, extra), false);
  }

  private connects(): void {
    const message = this.text('MESSAGE sip:somebody@example.com SIP/2.0', 'MESSAGE', 1, '');
    const end = 101 + message.length;
    this.segment(SYN, 100, 0);
    this.segment(SYN | ACK, 500, 101, false);
    this.segment(ACK | PUSH, 101, 501, true, message);
    this.segment(ACK, 501, end, false);
    if (this.at % 2 === 0) return;
    this.segment(ACK | FIN, end, 501);
    this.segment(ACK | FIN, 501, end + 1, false);
    this.segment(ACK, end + 1, 502);
  }

  private text(first: string, method: string, cseq: number, extra: string): Uint8Array {
    const { at } = this;
    return Buffer.from(
      `${first}\r\nVia: SIP/2.0/UDP phone;branch=z9hG4bK${at}${method}\r\nFrom: <sip:u${at}@example.com>;tag=f\r\n` +
        `To: <sip:${method === 'REGISTER' ? 'u' : 'v'}${at}@example.com>\r\nCall-ID: ${at}@phone\r\n` +
        `CSeq: ${cseq} ${method}\r\n${extra}Content-Length: 0\r\n\r\n`,
    );
  }

  private datagram(payload: Uint8Array, isOurs: boolean): void {
    const packet = Buffer.concat([DATAGRAM, payload]);
    packet.writeUInt16BE(8 + payload.length, TRANSPORT + 4);
    this.packet(packet, isOurs);
  }

  private segment(
    flags: number,
    sequence: number,
    acknowledgement: number,
    isOurs = true,
    payload: Uint8Array = NOTHING,
  ): void {
    const packet = Buffer.concat([SEGMENT, payload]);
    packet.writeUInt32BE(sequence, TRANSPORT + 4);
    packet.writeUInt32BE(acknowledgement, TRANSPORT + 8);
    packet.writeUInt8(flags, TRANSPORT + 13);
    this.packet(packet, isOurs);
  }

  /** Fills in who sends it to whom. */
  private packet(packet: Buffer, isOurs: boolean): void {
    packet.writeUInt16BE(packet.length - NETWORK, NETWORK + 2);
    packet.writeUInt16BE(1 + (this.at % 0xffff), NETWORK + 4);
    packet.set(isOurs ? this.address : SERVER, NETWORK + 12);
    packet.set(isOurs ? SERVER : this.address, NETWORK + 16);
    packet.writeUInt16BE(isOurs ? this.port : SIP, TRANSPORT);
    packet.writeUInt16BE(isOurs ? SIP : this.port, TRANSPORT + 2);
    const time = this.at * BETWEEN + this.packets++ / 1000;
    const head = Buffer.alloc(16);
    head.writeUInt32LE(BEGIN + Math.floor(time), 0);
    head.writeUInt32LE(Math.floor((time % 1) * 1e6), 4);
    head.writeUInt32LE(packet.length, 8);
    head.writeUInt32LE(packet.length, 12);
    this.out.push(head, packet);
  }
}
