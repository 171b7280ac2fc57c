import { finish, mix } from '../../decoders/bytes/hash.ts';
import { hex32 } from './random.ts';
import { USER_AGENTS, type UserAgent } from './sip/user-agents.ts';
import { addressOf, dotted, type Endpoint, ephemeralPort } from './wire/packet-writer.ts';

/** One end of a SIP conversation: a phone, or a gateway to the telephone network. */
export interface Party {
  readonly user: string;
  readonly domain: string;
  readonly displayName: string;
  readonly agent: UserAgent;
  /** Where its packets come from. */
  readonly endpoint: Endpoint;
  /** Host and port that it believes to have: private addresses behind a NAT. */
  readonly hostPort: string;
  /** Contact URI as it writes it, and as it is after the proxy has repaired it. */
  readonly ownContact: string;
  readonly contact: string;
  readonly isBehindNat: boolean;
  /** -1 for datagrams; otherwise the number of its own TCP connection. */
  readonly connection: number;
}

export interface Phone extends Party {
  readonly index: number;
  /** Devices of the same user share it. */
  readonly userIndex: number;
  /** Header parameters of its Contact. */
  readonly contactParameters: string;
  readonly instance: string;
  /** Which of the nodes it registers at. */
  readonly home: number;
}

/** RFC 2544: 198.18.0.0/15 is for benchmarks, 131072 addresses. */
const PHONE_NETWORK = addressOf('198.18.0.0');
const GATEWAY_NETWORK = addressOf('192.0.2.0');
const NODE_NETWORK = addressOf('198.51.100.0');
const RELAY_NETWORK = addressOf('203.0.113.0');
const GATEWAYS = 12;
const RELAYS = 200;
const NODES = 4;
const SHARE_BEHIND_NAT = 0.4;
const SHARE_OVER_TCP = 0.02;
/** Every so many devices there is one that belongs to the user of the device before it. */
const DEVICES_TO_SECOND = 5;

const FIRST = ['Anna', 'Ben', 'Carla', 'David', 'Emma', 'Felix', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Klara'];
const LAST = ['Adler', 'Berg', 'Cramer', 'Dorn', 'Engel', 'Frank', 'Graf', 'Hahn', 'Iser', 'Jung', 'Koch'];
const DOMAINS = ['voice.example.com', 'sip.example.net', 'pbx-north.example.org', 'pbx-south.example.org'];

/** Everybody on the platform. A phone is computed from its number and the seed, and not kept. */
export class Population {
  readonly size: number;
  private readonly seed: number;
  private readonly gateways: readonly Party[];

  constructor(seed: number, size: number) {
    this.seed = seed;
    this.size = size;
    this.gateways = Array.from({ length: GATEWAYS }, (_, index) => gateway(index));
  }

  phone(index: number): Phone {
    const hash = this.hash(index, 1);
    const userIndex = index % DEVICES_TO_SECOND === DEVICES_TO_SECOND - 1 ? index - 1 : index;
    const user = userName(userIndex, this.hash(userIndex, 2));
    const agent = USER_AGENTS[(hash >>> 8) % USER_AGENTS.length] ?? USER_AGENTS[0];
    const isBehindNat = share(this.hash(index, 3)) < SHARE_BEHIND_NAT;
    const isOverTcp = share(this.hash(index, 4)) < SHARE_OVER_TCP;
    const endpoint = this.phoneEndpoint(index, isBehindNat, isOverTcp);
    const publicHost = `${dotted(endpoint.address)}:${endpoint.port}`;
    const hostPort = isBehindNat ? `192.168.${hash & 0xff}.${1 + ((hash >>> 16) % 254)}:5060` : publicHost;
    const tail = `${isOverTcp ? ';transport=tcp' : agent.uriParameters}`;
    const name = `${user}@`;
    const instance = agent.hasInstance ? instanceOf(hash, this.hash(index, 5)) : '';
    return {
      index,
      userIndex,
      user,
      domain: DOMAINS[userIndex % DOMAINS.length] ?? '',
      displayName: displayName(this.hash(userIndex, 6)),
      agent,
      endpoint,
      hostPort,
      ownContact: `sip:${name}${hostPort}${tail}`,
      contact: `sip:${name}${publicHost}${tail}`,
      contactParameters: instance === '' ? '' : `;+sip.instance="${instance}"`,
      instance,
      isBehindNat,
      connection: isOverTcp ? index : -1,
      home: this.hash(userIndex, 7) % NODES,
    };
  }

  gateway(choice: number): Party {
    return this.gateways[choice % GATEWAYS] as Party;
  }

  /** A number derived from the phone's index: the same each time it is asked for. */
  hash(index: number, purpose: number): number {
    return finish(mix(mix(this.seed, index), purpose));
  }

  private phoneEndpoint(index: number, isBehindNat: boolean, isOverTcp: boolean): Endpoint {
    const hash = this.hash(index, 8);
    const address = PHONE_NETWORK + (hash % 0x20000);
    return { address, port: isBehindNat || isOverTcp ? ephemeralPort(hash >>> 5) : 5060 };
  }
}

/** SIP listener of a node, counted from 0. */
export function nodeEndpoint(node: number): Endpoint {
  return { address: NODE_NETWORK + 11 + node, port: 5060 };
}

export const NODE_COUNT = NODES;

/** A media relay's address and port. */
export function relayEndpoint(choice: number): Endpoint {
  return { address: RELAY_NETWORK + 1 + (choice % RELAYS), port: 20_000 + 2 * ((choice >>> 8) % 20_000) };
}

function gateway(index: number): Party {
  const endpoint = { address: GATEWAY_NETWORK + 20 + index, port: 5060 };
  const host = dotted(endpoint.address);
  const agent = USER_AGENTS[7] as UserAgent;
  return {
    user: 'trunk',
    domain: host,
    displayName: '',
    agent,
    endpoint,
    hostPort: `${host}:5060`,
    ownContact: `sip:${host}:5060`,
    contact: `sip:${host}:5060`,
    isBehindNat: false,
    connection: -1,
  };
}

/** Mostly numbers, some names. */
function userName(index: number, hash: number): string {
  if (hash % 10 < 7) return `${49_301_000_000 + index}`;
  return `${FIRST[hash % FIRST.length]}.${LAST[(hash >>> 8) % LAST.length]}${index}`.toLowerCase();
}

function displayName(hash: number): string {
  return hash % 3 === 0 ? '' : `${FIRST[hash % FIRST.length]} ${LAST[(hash >>> 8) % LAST.length]}`;
}

function instanceOf(high: number, low: number): string {
  const [a, b] = [hex32(high), hex32(low)];
  return `<urn:uuid:${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${a.slice(0, 3)}-${b}${a.slice(4)}>`;
}

function share(hash: number): number {
  return hash / 0x100000000;
}
