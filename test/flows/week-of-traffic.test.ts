import { expect, test } from 'vitest';
import { ContactTracker } from '../../src/cluster/contacts/contact-tracker.ts';
import { DialogTracker } from '../../src/cluster/dialogs/dialog-tracker.ts';
import { ClusterNodes } from '../../src/cluster/nodes/cluster-nodes.ts';
import type { SeenMessage, Tracker } from '../../src/cluster/seen-message.ts';
import { SyncTracker } from '../../src/cluster/syncs/sync-tracker.ts';
import { itemsOf } from '../../src/tables/short-list.ts';
import { NO_GAPS } from '../cluster/coverage/no-gaps.ts';
import { BYTES, type Census, census } from '../support/census.ts';
import { BASE, Traffic } from './seen.ts';

/** A week of a small cluster: phones that refresh, guests that come once, calls that end. */
const DAYS = 7;
const HOUR = 3600;
const PHONES = 8;
const GUESTS = 4;
const CALLS = 4;
const PEERS = [2, 3];

class Week extends Traffic {
  readonly trackers: Readonly<Record<'contacts' | 'dialogs' | 'nodes' | 'syncs', Tracker>> & {
    readonly contacts: ContactTracker;
    readonly dialogs: DialogTracker;
  } = {
    contacts: new ContactTracker(this.context),
    dialogs: new DialogTracker(this.context),
    nodes: new ClusterNodes(this.context),
    syncs: new SyncTracker(this.context, NO_GAPS),
  };

  override push(message: SeenMessage): ReturnType<Traffic['push']> {
    this.context.coverage.push(message);
    this.context.restarts.push(message);
    this.context.lapses.push(message);
    for (const tracker of Object.values(this.trackers)) tracker.push(message);
    return super.push(message);
  }

  /** A REGISTER that node 1 answers and tells the others of. `expires` 0 removes the contact. */
  register(user: string, cseq: number, expires: number): void {
    const contact = `sip:${user}@10.0.0.50:5062`;
    const headers = {
      callId: `reg-${user}`,
      cseq: `${cseq} REGISTER`,
      from: `${user};tag=${cseq}`,
      to: user,
    };
    const branch = `z9hG4bK${user}${cseq}`;
    const asked = [`Contact: <${contact}>`, `Expires: ${expires}`];
    const granted = expires === 0 ? [] : [`Contact: <${contact}>;expires=${expires}`];
    this.sip('phone', 1, 'REGISTER sip:example.com', { ...headers, branch, more: asked });
    this.sip(1, 'phone', 'SIP/2.0 200 OK', { ...headers, branch, more: granted });
    const kind = expires === 0 ? 'DELETE' : cseq === 1 ? 'INSERT' : 'UPDATE';
    const fields = {
      domain: 'location',
      aor: user,
      contact,
      callid: headers.callId,
      cseq,
      expires: Math.round(BASE + this.time) + expires,
      q: -1,
      match_mode: -1,
    };
    for (const peer of PEERS) this.bin(1, peer, 'usrloc-contact-repl', `REPL_UCONTACT_${kind}`, fields);
  }

  call(name: string, lasts: number): void {
    const caller = `alice;tag=a-${name}`;
    const callee = `bob;tag=b-${name}`;
    const headers = {
      callId: `call-${name}`,
      cseq: '1 INVITE',
      from: caller,
      to: 'bob',
      branch: `z9hG4bK${name}`,
    };
    this.sip('phone', 1, 'INVITE sip:bob@example.com', headers);
    this.sip(1, 'desk', 'INVITE sip:bob@10.0.0.51', { ...headers, branch: `${headers.branch}-1` });
    for (const status of ['180 Ringing', '200 OK']) {
      this.sip('desk', 1, `SIP/2.0 ${status}`, { ...headers, to: callee, branch: `${headers.branch}-1` });
      this.sip(1, 'phone', `SIP/2.0 ${status}`, { ...headers, to: callee });
    }
    this.sip('phone', 1, 'ACK sip:bob@10.0.0.51', { ...headers, to: callee, cseq: '1 ACK' });
    const dialog = { callid: headers.callId, from_tag: `a-${name}`, to_tag: `b-${name}`, state: 4 };
    for (const peer of PEERS) this.bin(1, peer, 'dialog-dlg-repl', 'REPLICATION_DLG_CREATED', dialog);
    this.time += lasts;
    const bye = { ...headers, to: callee, cseq: '2 BYE', branch: `${headers.branch}-2` };
    this.sip('phone', 1, 'BYE sip:bob@10.0.0.51', bye);
    this.sip(1, 'phone', 'SIP/2.0 200 OK', bye);
    for (const peer of PEERS) this.bin(1, peer, 'dialog-dlg-repl', 'REPLICATION_DLG_DELETED', dialog);
  }

  hour(number: number): void {
    const begin = number * HOUR;
    for (let phone = 0; phone < PHONES; phone++) {
      this.time = begin + phone;
      this.register(`phone${phone}`, number + 1, 2 * HOUR);
    }
    for (let guest = 0; guest < GUESTS; guest++) {
      this.time = begin + 100 + guest;
      this.register(`guest${number}-${guest}`, 1, 600);
      // Some say goodbye, the others are not heard of again.
      if (guest % 2 === 0) this.time += 30;
      if (guest % 2 === 0) this.register(`guest${number}-${guest}`, 2, 0);
    }
    for (let call = 0; call < CALLS; call++) {
      this.time = begin + 600 + call * 300;
      this.call(`${number}-${call}`, 60 + call);
    }
  }

  /** What is held, without the ids of messages: those of a flow that goes on, and of those that ended. */
  get held(): Census {
    const live = [...this.tracker.each()].filter(({ outcome }) => outcome !== undefined);
    const all = new Map([...census(this.trackers), ...census({ live })]);
    for (const way of all.keys()) if (/\.(messages|replication|causes)\.ids/.test(way)) all.delete(way);
    return all;
  }
}

test('flows that have ended in a week of traffic leave nothing but their index', () => {
  const week = new Week();
  const days: Census[] = [];
  for (let day = 0; day < DAYS; day++) {
    for (let hour = 0; hour < 24; hour++) week.hour(day * 24 + hour);
    days.push(week.held);
  }
  const before = days[2] as Census;
  for (const later of days.slice(3)) {
    const grown = [...later].filter(([way, count]) => {
      // The last ends of contacts are remembered, a thousand of them.
      const slack = way.endsWith(BYTES) ? 65_536 : 200;
      return count > 1.1 * (before.get(way) ?? 0) + slack;
    });
    expect(grown.map(([way, count]) => ({ way, count, before: before.get(way) }))).toEqual([]);
  }
  const flows = week.flows;
  const ended = flows.filter(({ outcome }) => outcome === undefined);
  const hours = 24 * DAYS;
  expect(flows).toHaveLength(PHONES + hours * (GUESTS + CALLS));
  expect(flows.length - ended.length).toBeLessThan(PHONES + 2 * (GUESTS + CALLS));
  for (const flow of ended) {
    expect([...itemsOf(flow.keys), ...itemsOf(flow.boundCallIds)]).toEqual([]);
    expect(flow.summary(week.time * 1e9).state).toMatch(/^(REMOVED|EXPIRED|COMPLETED)$/);
  }
  expect(week.trackers.contacts.store.size).toBeLessThan(PHONES + 2 * GUESTS);
  expect(week.trackers.dialogs.store.size).toBeLessThan(2 * CALLS);
});
