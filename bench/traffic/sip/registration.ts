import type { Task } from '../event-queue.ts';
import { nodeEndpoint, type Phone } from '../population.ts';
import { hex32 } from '../random.ts';
import { dotted } from '../wire/packet-writer.ts';
import type { World } from '../world.ts';
import { credentials, digestChallenge } from './digest.ts';
import { addressOfRecord, EMPTY, nameAddress, namesOf, ownVia, receivedVia, SERVER } from './text-parts.ts';

/** Share of refreshes whose nonce the node no longer accepts. */
const STALE = 0.35;
const LEAVES = 0.03;
/** Share of phones that the nodes know before the capture begins. */
const KNOWN_BEFORE = 0.85;
/** Nobody has registered that often before. */
const FIRST_CSEQ = 20;
const REGISTRAR =
  'Supported: path, outbound, gruu\r\nAllow: INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER, MESSAGE\r\n';

/** What the registrar knows of each phone. */
export class Registrar {
  readonly world: World;
  /** CSeq of the phone's last REGISTER; its Call-ID stays the same. */
  readonly cseqs: Uint32Array;
  readonly registered: Uint8Array;
  private readonly seen: Uint8Array;

  constructor(world: World) {
    const { population } = world;
    this.world = world;
    this.cseqs = new Uint32Array(population.size);
    this.registered = new Uint8Array(population.size);
    this.seen = new Uint8Array(population.size);
    for (let index = 0; index < population.size; index++) {
      const hash = population.hash(index, 20);
      this.registered[index] = hash / 2 ** 32 < KNOWN_BEFORE ? 1 : 0;
      this.cseqs[index] = FIRST_CSEQ + (hash % 1000);
    }
  }

  isRegistered(index: number): boolean {
    return this.registered[index] === 1;
  }

  /** Contacts of a user: the devices that have his number and are registered. */
  devicesOf(phone: Phone): readonly number[] {
    const { userIndex, index } = phone;
    const second = index === userIndex ? index + 1 : index;
    if (second >= this.world.population.size) return [userIndex];
    const isShared = this.world.population.phone(second).userIndex === userIndex;
    return isShared ? [userIndex, second] : [userIndex];
  }

  begin(now: number, index: number): void {
    const { world } = this;
    const isKnown = this.isRegistered(index);
    const leaves = isKnown && world.random.chance(LEAVES);
    const isChallenged = !isKnown || world.random.chance(STALE);
    if (this.seen[index] === 0 && world.sip !== undefined) world.truth.callIds++;
    this.seen[index] = 1;
    new RegistrationRun(this, world.population.phone(index), isChallenged, leaves).run(now);
  }

  /** The node has accepted: store it, and tell the other nodes. */
  store(now: number, phone: Phone, callId: string, cseq: number, expires: number): void {
    const { replication } = this.world;
    const wasRegistered = this.isRegistered(phone.index);
    const others = this.devicesOf(phone).filter((index) => index !== phone.index && this.isRegistered(index));
    const isAlone = others.length === 0;
    this.registered[phone.index] = expires > 0 ? 1 : 0;
    const storedCseq = this.cseqs[phone.index] as number;
    this.cseqs[phone.index] = cseq;
    const isNewUser = !wasRegistered && isAlone;
    const registration = { phone, node: phone.home, callId, cseq, storedCseq, expires, isNewUser };
    if (expires === 0) replication?.contactRemoved(now, registration, isAlone);
    else if (wasRegistered) replication?.contactRefreshed(now, registration);
    else replication?.contactAdded(now, registration);
  }
}

/** REGISTER, perhaps 401 and REGISTER again, 200. */
class RegistrationRun implements Task {
  private readonly registrar: Registrar;
  private readonly phone: Phone;
  private readonly expires: number;
  private readonly callId: string;
  private readonly tag: string;
  private readonly branch: string;
  private readonly nonce: number;
  private cseq: number;
  private step: 'request' | 'challenge' | 'answered-request' | 'ok';

  constructor(registrar: Registrar, phone: Phone, isChallenged: boolean, leaves: boolean) {
    const { random, population } = registrar.world;
    this.registrar = registrar;
    this.phone = phone;
    this.expires = leaves ? 0 : phone.agent.expires;
    this.callId = callIdOf(registrar.world, phone);
    this.tag = random.hex();
    this.branch = random.hex();
    this.nonce = population.hash(phone.index, 22);
    this.cseq = registrar.cseqs[phone.index] as number;
    this.step = isChallenged ? 'request' : 'answered-request';
  }

  run(now: number): void {
    const { queue, random } = this.registrar.world;
    switch (this.step) {
      case 'request':
        this.send(now, true, 'REGISTER', this.request(false));
        this.step = 'challenge';
        queue.at(now + 200 + random.exponential(300), this);
        return;
      case 'challenge':
        this.send(now, false, '401', this.challenge());
        this.step = 'answered-request';
        queue.at(now + 3000 + random.exponential(12_000), this);
        return;
      case 'answered-request':
        this.send(now, true, 'REGISTER', this.request(true));
        this.step = 'ok';
        queue.at(now + 300 + random.exponential(600), this);
        return;
      case 'ok':
        this.registrar.store(now, this.phone, this.callId, this.cseq, this.expires);
        this.send(now, false, '200', this.ok());
    }
  }

  /** The text is only made where it is sent. */
  private send(now: number, fromPhone: boolean, name: string, text: string): void {
    if (text === '') return;
    this.registrar.world.sip?.send(now, this.phone, nodeEndpoint(this.phone.home), fromPhone, name, text);
  }

  private request(hasCredentials: boolean): string {
    this.cseq++;
    if (this.registrar.world.sip === undefined) return '';
    const { phone } = this;
    const names = namesOf(phone.agent);
    const uri = `sip:${phone.domain}`;
    const { user, domain } = phone;
    const count = (this.cseq & 0xff) + 1;
    const authorisation = hasCredentials
      ? `Authorization: ${credentials(user, domain, uri, this.nonce, count, this.callId)}\r\n`
      : '';
    const tail = this.expires === 0 ? ';expires=0' : '';
    return (
      `REGISTER ${uri} SIP/2.0\r\n${names.via}: ${ownVia(phone, this.branchNow())}\r\nMax-Forwards: 70\r\n` +
      this.identity('') +
      `${names.contact}: <${phone.ownContact}>${phone.contactParameters}${tail}\r\n` +
      `${authorisation}Expires: ${this.expires}\r\n${phone.agent.abilities}${EMPTY}`
    );
  }

  private challenge(): string {
    if (this.registrar.world.sip === undefined) return '';
    const authenticate = `WWW-Authenticate: ${digestChallenge(this.phone.domain, this.nonce)}\r\n`;
    return `SIP/2.0 401 Unauthorized\r\n${this.answerHead()}${authenticate}${SERVER}${EMPTY}`;
  }

  private ok(): string {
    const { world } = this.registrar;
    if (world.sip === undefined) return '';
    let contacts = '';
    for (const index of this.registrar.devicesOf(this.phone)) {
      if (!this.registrar.isRegistered(index)) continue;
      const device = index === this.phone.index ? this.phone : world.population.phone(index);
      const left = device === this.phone ? this.expires : device.agent.expires >> 1;
      contacts += `Contact: <${device.ownContact}>;expires=${left}${device.contactParameters}${receivedParameter(device)}\r\n`;
    }
    return `SIP/2.0 200 OK\r\n${this.answerHead()}${contacts}${REGISTRAR}${SERVER}${EMPTY}`;
  }

  private answerHead(): string {
    const via = `${namesOf(this.phone.agent).via}: ${receivedVia(this.phone, this.branchNow())}\r\n`;
    return via + this.identity(`;tag=${hex32(this.nonce)}.${this.tag}`);
  }

  private identity(toTag: string): string {
    const { phone } = this;
    const names = namesOf(phone.agent);
    const address = nameAddress(phone.displayName, addressOfRecord(phone));
    return (
      `${names.from}: ${address};tag=${this.tag}\r\n${names.to}: ${address}${toTag}\r\n` +
      `${names.callId}: ${this.callId}\r\nCSeq: ${this.cseq} REGISTER\r\n`
    );
  }

  private branchNow(): string {
    return `-${this.branch}-${this.cseq}`;
  }
}

export function callIdOf(world: World, phone: Phone): string {
  const hash = hex32(world.population.hash(phone.index, 21));
  return `reg-${hash}${phone.index}@${phone.hostPort.slice(0, phone.hostPort.indexOf(':'))}`;
}

/** What the registrar adds where the request came from elsewhere than it says. */
export function receivedOf(phone: Phone): string {
  return phone.isBehindNat ? `sip:${dotted(phone.endpoint.address)}:${phone.endpoint.port}` : '';
}

function receivedParameter(phone: Phone): string {
  const received = receivedOf(phone);
  return received === '' ? '' : `;received="${received}"`;
}
