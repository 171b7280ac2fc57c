import type { BinPacket } from '../../../decoders/bin/decode-packet.ts';
import type { Fields } from '../../../decoders/fields/decode.ts';
import { parseSip } from '../../../decoders/sip/parse-message.ts';
import { TimeBase } from '../../../src/capture/time-base.ts';
import { Coverage } from '../../../src/cluster/coverage/coverage.ts';
import { Lapses } from '../../../src/cluster/coverage/lapses.ts';
import { type DialogReport, dialogReports } from '../../../src/cluster/dialogs/dialog-reports.ts';
import { DialogTracker } from '../../../src/cluster/dialogs/dialog-tracker.ts';
import { NodeDirectory } from '../../../src/cluster/identity/node-directory.ts';
import { SharedIds } from '../../../src/cluster/identity/shared-ids.ts';
import { Restarts } from '../../../src/cluster/restarts.ts';
import type { SeenMessage } from '../../../src/cluster/seen-message.ts';
import { SenderReleases } from '../../../src/cluster/sender-releases.ts';
import { Silences } from '../../../src/cluster/silences/silences.ts';
import { AwaitedSyncs } from '../../../src/cluster/syncs/awaited-syncs.ts';
import type { TimeSpan } from '../../../src/cluster/time-spans.ts';
import type { EndpointId, MessageId, SourceId } from '../../../src/ids.ts';
import { Transport } from '../../../src/reassembly/carried-message.ts';
import { EndpointTable } from '../../../src/tables/endpoints.ts';
import { contentOf } from '../../support/content-of.ts';
import { ALL_DELIVERED } from '../coverage/all-delivered.ts';
import { NO_GAPS } from '../coverage/no-gaps.ts';
import type { WrittenContext } from '../written-context.ts';

/** Seconds since 1970 at which the traffic of these tests begins. */
export const START = 1_700_000_000;
export const CALL_ID = 'call@phone';
const DIALOGS = 'dialog-dlg-repl';

/** `192.0.2.N` is node N up to 9; 100 belongs to nobody alone, the others are phones. */
export type Host = number;
export const VIRTUAL: Host = 100;
export const CALLER: Host = 201;
export const CALLEE: Host = 202;

/** A dialog as a CREATED packet has it; what is not given is usual. */
export function dialogFields(given: Fields = {}): Fields {
  return {
    callid: CALL_ID,
    from_tag: 'f',
    to_tag: 't',
    from_uri: 'sip:a@example.com',
    to_uri: 'sip:b@example.com',
    h_id: 7,
    start_ts: START,
    state: 4,
    caller_sock: 'udp:shared',
    callee_sock: 'udp:shared',
    caller_cseq: '0',
    callee_cseq: '1',
    vars: '',
    profiles: '',
    flags: 0,
    timeout: START + 3600,
    rt_on_timeout: '',
    ...given,
  };
}

/** What a SIP message says beside its first line. */
export interface SipGiven {
  readonly cseq?: string;
  readonly toTag?: string;
  readonly headers?: readonly string[];
  readonly retransmissions?: number;
  readonly callId?: string;
}

/** A cluster of which a bridge sees all links, also those with phones. */
export class DialogTraffic {
  readonly context: WrittenContext;
  readonly tracker: DialogTracker;
  /** When the captures began and ended, of who cares for that. */
  private span: TimeSpan | undefined;
  private messages = 0;
  private now = 0;

  constructor(...nodes: readonly number[]) {
    const base = new TimeBase();
    base.fix(START);
    const coverage = new Coverage();
    const endpoints = new EndpointTable();
    this.context = {
      base,
      endpoints,
      directory: new NodeDirectory(),
      releases: new SenderReleases(),
      coverage,
      deliveries: ALL_DELIVERED,
      lapses: new Lapses({ ...NO_GAPS, span: () => this.span }, coverage),
      room: 1,
      restarts: new Restarts(),
      silences: new Silences(),
      sharedIds: new SharedIds(endpoints),
      awaitedSyncs: new AwaitedSyncs(),
    };
    this.tracker = new DialogTracker(this.context);
    for (const node of nodes) {
      this.context.directory.proven(this.context.endpoints.addressOf(this.endpoint(node)), 1, node, 0);
    }
    const ping = { capability: 'clusterer-internal', name: 'CLUSTERER_PING', fields: {} };
    for (const from of nodes) {
      for (const to of nodes.filter((one) => one > from)) {
        this.bin(ping, from, 0, [from, to]).bin({ ...ping, name: 'CLUSTERER_PONG' }, to, 0, [to, from]);
      }
    }
  }

  /** The captures began then, in the middle of it all. */
  capturedFrom(seconds: number): this {
    this.span = { from: seconds * 1e9, to: Number.POSITIVE_INFINITY };
    return this;
  }

  /** The captures ended then: what came later was seen by others. */
  capturedUntil(seconds: number): this {
    this.span = { from: 0, to: seconds * 1e9 };
    return this;
  }

  /** Seconds from the beginning. */
  at(seconds: number): this {
    this.now = seconds * 1e9;
    return this;
  }

  dialog(kind: string, from: number, to: number, given: Fields = {}, version = 4): this {
    const packet = {
      capability: DIALOGS,
      name: `REPLICATION_DLG_${kind}`,
      fields: dialogFields(given),
      version,
    };
    return this.bin(packet, from, to);
  }

  sync(from: number, to: number, ...dialogs: readonly Fields[]): this {
    const chunks = dialogs.map((one) => ({ data: dialogFields(one) }));
    const fields = { capability: DIALOGS, data_version: 4, chunks };
    return this.bin({ capability: 'clusterer-extra', name: 'CLUSTERER_SYNC', fields }, from, to);
  }

  /** The node asks for the dialogs of another one; the other one has given them all. */
  request(node: number, of: number): this {
    const fields = { capability: DIALOGS };
    return this.bin({ capability: 'clusterer-extra', name: 'CLUSTERER_SYNC_REQ', fields }, node, of);
  }

  /** `announced`: chunks, since 3.3. */
  syncEnd(from: number, to: number, announced?: number): this {
    const chunks = announced === undefined ? {} : { chunks_count: announced };
    const fields = { capability: DIALOGS, ...chunks };
    return this.bin({ capability: 'clusterer-extra', name: 'CLUSTERER_SYNC_END', fields }, from, to);
  }

  /** The node tells another one that it holds the tag. */
  tag(tag: string, node: number, to: number): this {
    return this.bin(
      { capability: 'clusterer-extra', name: 'CLUSTERER_SHTAG_ACTIVE', fields: { tag } },
      node,
      to,
    );
  }

  /** The nodes tell that they replicate dialogs, or what else they do. */
  announce(node: number, to: number, ...capabilities: readonly string[]): this {
    return this.capabilities(node, to, 1, capabilities.length === 0 ? [DIALOGS] : capabilities);
  }

  /** The node tells that it wants a sync of dialogs. */
  unsynced(node: number, to: number): this {
    return this.capabilities(node, to, 0, [DIALOGS]);
  }

  private capabilities(node: number, to: number, state: number, names: readonly string[]): this {
    const caps = names.map((capability) => ({ capability, state }));
    const fields = { nodes: [{ node_id: node, caps }], path: [node] };
    const packet = { capability: 'clusterer-internal', name: 'CLUSTERER_CAP_UPDATE', fields };
    return this.bin(packet, node, 0, [node, to]);
  }

  bin(
    packet: Pick<BinPacket, 'capability' | 'name' | 'fields'> & { readonly version?: number },
    source: number,
    destination: number,
    [sentBy, receivedBy]: readonly [number, number] = [source, destination],
    cluster = 1,
  ): this {
    const whole = { command: 0, length: 100, status: 'decoded', layouts: [], releases: 0 } as const;
    const trailer = { cluster, source, destination };
    const sent = { ...whole, ...trailer, version: 3, ...packet };
    return this.push({
      ...this.seen(sentBy, receivedBy),
      ...trailer,
      protocol: 'bin',
      packet: sent,
      content: contentOf(sent, cluster, source),
      sentBy,
      receivedBy,
    });
  }

  sip(from: Host, to: Host, first: string, given: SipGiven = {}): this {
    const { cseq = '1 INVITE', toTag, headers = [], retransmissions = 0, callId = CALL_ID } = given;
    const lines = [
      first.startsWith('SIP/2.0') ? first : `${first} sip:b@example.com SIP/2.0`,
      ...(headers.some((one) => one.startsWith('Via'))
        ? []
        : ['Via: SIP/2.0/UDP 192.0.2.250;branch=z9hG4bK1']),
      'From: <sip:a@example.com>;tag=f',
      `To: <sip:b@example.com>${toTag === undefined ? '' : `;tag=${toTag}`}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq}`,
      ...headers,
    ];
    const bytes = Buffer.from([...lines, 'Content-Length: 0', '', ''].join('\r\n'));
    const { directory, endpoints } = this.context;
    const members = (host: Host) => directory.membershipsOf(endpoints.addressOf(this.endpoint(host)));
    return this.push({
      ...this.seen(from, to),
      retransmissions,
      protocol: 'sip',
      sip: parseSip(bytes, 0, bytes.length),
      sentBy: members(from),
      receivedBy: members(to),
    });
  }

  /** A call that is answered and acknowledged, through one node. */
  call(node: Host, given: SipGiven = {}): this {
    return this.ring(node, given).answer(node, given);
  }

  ring(node: Host, { headers = [], ...given }: SipGiven = {}): this {
    return this.sip(CALLER, node, 'INVITE', given)
      .sip(node, CALLEE, 'INVITE', { ...given, headers })
      .sip(CALLEE, node, 'SIP/2.0 180 Ringing', { ...given, toTag: 't' })
      .sip(node, CALLER, 'SIP/2.0 180 Ringing', { ...given, toTag: 't' });
  }

  answer(node: Host, given: SipGiven = {}): this {
    const [number = '1'] = (given.cseq ?? '1 INVITE').split(' ');
    return this.sip(CALLEE, node, 'SIP/2.0 200 OK', { ...given, toTag: 't' })
      .sip(node, CALLER, 'SIP/2.0 200 OK', { ...given, toTag: 't' })
      .sip(CALLER, node, 'ACK', { ...given, cseq: `${number} ACK`, toTag: 't' });
  }

  bye(node: Host): this {
    return this.sip(CALLER, node, 'BYE', { cseq: '9 BYE', toTag: 't' });
  }

  /** A counter that begins anew: the node's memory is gone. */
  restart(node: number, to: number): this {
    return this.topology(node, to).topology(node, to, { seq_no: 0, timestamp: START + 1 + this.now / 1e9 });
  }

  /** The node tells another one of its links, as it does when it reaches it. */
  topology(node: number, to: number, fields: Fields = { seq_no: 5, timestamp: START }): this {
    const packet = { capability: 'clusterer-internal', name: 'CLUSTERER_FULL_TOP_UPDATE', fields };
    return this.bin(packet, node, 0, [node, to]);
  }

  reports(seconds = this.now / 1e9): readonly DialogReport[] {
    return dialogReports(this.tracker, this.context, seconds * 1e9);
  }

  /** `node: state origin` of what each node holds of the only dialog. */
  held(seconds?: number): readonly string[] {
    return this.reports(seconds).flatMap(({ nodes }) =>
      [...nodes].map(
        ([node, { state, origin, from }]) =>
          `${node}: ${state} ${origin}${from === undefined ? '' : ` ${from}`}`,
      ),
    );
  }

  private endpoint(host: Host): EndpointId {
    const { endpoints } = this.context;
    return endpoints.endpoint(endpoints.address(Uint8Array.from([192, 0, 2, host]), 0, 4), 5060);
  }

  private seen(from: Host, to: Host) {
    this.messages++;
    return {
      id: this.messages as MessageId,
      time: this.now,
      sights: [{ source: 0 as SourceId, frame: this.messages, time: this.now }],
      sender: this.endpoint(from),
      receiver: this.endpoint(to),
      transport: Transport.Udp,
      retransmissions: 0,
    };
  }

  private push(message: SeenMessage): this {
    this.context.coverage.push(message);
    this.context.restarts.push(message);
    this.context.silences.push(message);
    this.tracker.push(message);
    return this;
  }
}
