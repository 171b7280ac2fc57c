import type { Task } from '../event-queue.ts';
import { nodeEndpoint, type Phone } from '../population.ts';
import { dotted } from '../wire/packet-writer.ts';
import { unixTime, type World } from '../world.ts';
import {
  addressOfRecord,
  body,
  EMPTY,
  nameAddress,
  namesOf,
  nodeVia,
  ownVia,
  receivedVia,
  SERVER,
} from './text-parts.ts';

const EXPIRES = 600;
const NOTES = ['Available', 'On the phone', 'Away', 'In a meeting until noon'] as const;

/**
 * A phone watches somebody's presence: SUBSCRIBE and 202, then NOTIFY and 200 again and again, in the end
 * the unsubscription with its last NOTIFY (RFC 6665).
 */
export class Subscription implements Task {
  private readonly world: World;
  private readonly watcher: Phone;
  private readonly uri: string;
  private readonly callId: string;
  private readonly tag: string;
  private readonly nodeTag: string;
  private subscribes = 0;
  private notifies = 0;
  private left: number;
  private step: 'subscribe' | 'accepted' | 'notify' | 'ok' = 'subscribe';

  constructor(world: World, watcher: Phone, watched: Phone) {
    const { random } = world;
    this.world = world;
    this.watcher = watcher;
    this.uri = addressOfRecord(watched);
    this.callId = `${random.hex()}.${random.hex()}`;
    this.tag = random.hex();
    this.nodeTag = random.hex();
    this.left = random.between(1, 6);
    world.truth.callIds++;
  }

  run(now: number): void {
    const { queue, random } = this.world;
    switch (this.step) {
      case 'subscribe':
        this.subscribes++;
        this.send(now, true, 'SUBSCRIBE', this.subscribe());
        this.step = 'accepted';
        queue.at(now + 400 + random.exponential(500), this);
        return;
      case 'accepted':
        this.send(now, false, '202', this.accepted());
        this.step = 'notify';
        queue.at(now + 500 + random.exponential(700), this);
        return;
      case 'notify':
        this.notifies++;
        this.send(now, false, 'NOTIFY', this.notify(now));
        this.step = 'ok';
        queue.at(now + 3000 + random.exponential(9000), this);
        return;
      case 'ok':
        this.send(now, true, '200', this.notified());
        this.goOn(now);
    }
  }

  /** A change of state follows, or the unsubscription, or nothing more. */
  private goOn(now: number): void {
    const { queue, random } = this.world;
    if (--this.left < 0) return;
    this.step = this.left === 0 ? 'subscribe' : 'notify';
    queue.at(now + 1_000_000 + random.exponential(12_000_000), this);
  }

  private get isOver(): boolean {
    return this.left <= 0;
  }

  private send(now: number, fromPhone: boolean, name: string, text: string): void {
    this.world.sip?.send(now, this.watcher, nodeEndpoint(this.watcher.home), fromPhone, name, text);
  }

  private identity(fromPhone: boolean, cseq: string, hasNodeTag = true): string {
    const { watcher } = this;
    const names = namesOf(watcher.agent);
    const phone = `${nameAddress(watcher.displayName, addressOfRecord(watcher))};tag=${this.tag}`;
    const node = hasNodeTag ? `<${this.uri}>;tag=${this.nodeTag}` : `<${this.uri}>`;
    const [from, to] = fromPhone ? [phone, node] : [node, phone];
    return `${names.from}: ${from}\r\n${names.to}: ${to}\r\n${names.callId}: ${this.callId}\r\nCSeq: ${cseq}\r\n`;
  }

  private subscribe(): string {
    const { watcher, subscribes } = this;
    const names = namesOf(watcher.agent);
    const via = `${names.via}: ${ownVia(watcher, this.branch('s', subscribes))}\r\n`;
    const identity = this.identity(true, `${subscribes} SUBSCRIBE`, subscribes > 1);
    const expires = this.isOver ? 0 : EXPIRES;
    return (
      `SUBSCRIBE ${this.uri} SIP/2.0\r\n${via}Max-Forwards: 70\r\n${identity}` +
      `${names.contact}: <${watcher.ownContact}>\r\nEvent: presence\r\nExpires: ${expires}\r\n` +
      `Accept: application/pidf+xml, application/rlmi+xml, multipart/related\r\n${watcher.agent.abilities}${EMPTY}`
    );
  }

  private accepted(): string {
    const { watcher, subscribes } = this;
    const via = `${namesOf(watcher.agent).via}: ${receivedVia(watcher, this.branch('s', subscribes))}\r\n`;
    const expires = `Expires: ${this.isOver ? 0 : EXPIRES}\r\nContact: <sip:${this.host}:5060>\r\n`;
    return `SIP/2.0 202 OK\r\n${via}${this.identity(true, `${subscribes} SUBSCRIBE`)}${expires}${SERVER}${EMPTY}`;
  }

  private notify(now: number): string {
    const { watcher } = this;
    const state = this.isOver ? 'terminated;reason=timeout' : `active;expires=${EXPIRES - 1}`;
    return (
      `NOTIFY ${watcher.contact} SIP/2.0\r\nVia: ${this.nodeVia()}\r\nMax-Forwards: 70\r\n` +
      this.identity(false, `${this.notifies} NOTIFY`) +
      `Contact: <sip:${this.host}:5060>\r\nEvent: presence\r\nSubscription-State: ${state}\r\n` +
      body(namesOf(watcher.agent), 'application/pidf+xml', this.presence(now))
    );
  }

  private notified(): string {
    const { watcher } = this;
    const via = `${namesOf(watcher.agent).via}: ${this.nodeVia()};rport=5060\r\n`;
    const identity = this.identity(false, `${this.notifies} NOTIFY`);
    return `SIP/2.0 200 OK\r\n${via}${identity}User-Agent: ${watcher.agent.name}\r\n${EMPTY}`;
  }

  /** RFC 3863. */
  private presence(now: number): string {
    const note = NOTES[this.notifies % NOTES.length];
    const time = new Date(unixTime(now) * 1000).toISOString();
    return (
      '<?xml version="1.0" encoding="UTF-8"?>\r\n' +
      `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="${this.uri}">\r\n` +
      `  <tuple id="t${this.tag}">\r\n    <status><basic>open</basic></status>\r\n` +
      `    <note>${note}</note>\r\n    <timestamp>${time}</timestamp>\r\n  </tuple>\r\n</presence>\r\n`
    );
  }

  private nodeVia(): string {
    return nodeVia(nodeEndpoint(this.watcher.home), this.branch('n', this.notifies), this.watcher);
  }

  private get host(): string {
    return dotted(nodeEndpoint(this.watcher.home).address);
  }

  private branch(kind: string, number: number): string {
    return `${kind}${this.tag}.${number}`;
  }
}
