import type { TimeBase } from '../../capture/time-base.ts';
import { PERMANENT } from '../../cluster/contacts/held/contact-version.ts';
import type {
  Discard,
  DiscardReason,
  HeldContact,
  ToldDeletion,
} from '../../cluster/contacts/held/held-contact.ts';
import { type ContactRow, deletionOf } from '../../cluster/contacts/reports/contact-rows.ts';
import type { SyncReport } from '../../cluster/syncs/sync-model.ts';
import { isRunning } from '../../cluster/syncs/sync-outlook.ts';
import type { MessageNumbers } from '../../engine/message-numbers.ts';
import { messageNumber } from '../messages/message-number.ts';
import { counted, grouped } from '../text/counts.ts';
import { seconds } from '../text/durations.ts';
import { printable } from '../text/printable.ts';
import { type Row, type Style, span } from '../text/styled-row.ts';
import { clockTime } from '../text/times.ts';
import { type MatrixNode, type MatrixRow, timeLeft } from './aor-matrix.ts';
import { type ClusterPast, type LinkDown, type WhyMissing, whyMissing } from './why-missing.ts';

export interface DetailStyle {
  readonly base: TimeBase;
  /** Session time of the state. */
  readonly now: number;
  readonly utc: boolean;
  readonly numbers: MessageNumbers;
  /** Explains why a node may lack a contact; covers all clusters. */
  readonly past: () => ClusterPast;
}

/** Why a node discarded a contact. */
export const DISCARD_REASONS: Readonly<Record<DiscardReason, string>> = {
  older: 'had a newer one',
  version: 'does not take this version of the packet',
  'sync version': 'does not take this version of sync',
  full: 'had too many',
};

/** One cell of the matrix in words: what the node has of the contact, from whom, and how that is known. */
export function contactDetails(
  { state, contact: row }: MatrixRow,
  { node }: MatrixNode,
  style: DetailStyle,
): readonly Row[] {
  const held = row.byNode.get(node);
  const { contact, callId } = (held ?? row.held).version;
  const discard = state.nodes.get(node)?.discards.findLast((one) => one.callId === callId);
  const discarded = discard === undefined ? [] : [sentence(discardText(node, discard, style), '', 'problem')];
  const deletion = deletionOf(state.nodes, node, row.held.version);
  switch (row.presence.get(node)) {
    case 'held':
    case 'other': {
      const isOther = row.presence.get(node) === 'other';
      const what = isOther ? 'has another registration of it' : `holds ${printable(contact)}`;
      const first = sentence(`node ${node} ${what}`, '', isOther ? 'problem' : 'plain');
      return held === undefined ? [first, ...discarded] : [first, ...heldRows(held, style), ...discarded];
    }
    case 'missing':
      return [
        sentence(
          `node ${node} lacks it`,
          discard === undefined && deletion === undefined
            ? ': its traffic was captured, and nothing brought the contact there'
            : '',
          'problem',
        ),
        ...discarded,
        ...(deletion === undefined ? [] : [[span(deletionText(deletion, style), 'problem')]]),
        ...reasonRows(state.cluster, row, node, style, discard === undefined && deletion === undefined),
      ];
    case 'syncing': {
      const what =
        held === undefined ? 'it does not have this contact yet' : 'it has another registration of it';
      return [
        sentence(`node ${node} waits for a sync`, `: ${what}`),
        ...(held === undefined ? reasonRows(state.cluster, row, node, style, false) : heldRows(held, style)),
      ];
    }
    case 'unknown':
      if (held !== undefined) {
        const why = ': others have a newer one, which it may have missed';
        return [sentence(`node ${node} may have an earlier registration`, why), ...heldRows(held, style)];
      }
      return [
        sentence(`node ${node} was captured`, ', but nothing tells: it may have got the contact before'),
      ];
    case 'unseen':
      return [sentence(`node ${node} was not captured`, ': nothing can be said of it', 'dim')];
    default:
      return [sentence(`node ${node}`, ' has nothing to do with it')];
  }
}

/** The node that it came from, and what may be wrong with the way from there. */
function reasonRows(
  cluster: number,
  row: ContactRow,
  node: number,
  style: DetailStyle,
  neverCame: boolean,
): readonly Row[] {
  const { events, nodes, syncs } = style.past();
  const isHere = (one: { readonly cluster: number }): boolean => one.cluster === cluster;
  const past = { events: events.filter(isHere), nodes: nodes.filter(isHere), syncs: syncs.filter(isHere) };
  const why = whyMissing(row, node, past);
  if (why === undefined) return [];
  const { holder, origin, time, message, link, restarted, sync, unsynced } = why;
  const clock = (at: number): string => clockTime(style.base, at, style.utc).slice(0, -3);
  const verb = origin === 'register' ? 'was registered at' : 'came to';
  return [
    [span(`it ${verb} node ${holder} ${instant(time, message, style)}`)],
    ...(neverCame && link === undefined && restarted === undefined ? toldRows(why, node, clock) : []),
    ...(link === undefined ? [] : [[span(linkText(link, time, clock), 'warning')]]),
    ...(restarted === undefined
      ? []
      : [[span(`node ${node} was restarted after that, at ${clock(restarted)}`, 'warning')]]),
    ...(sync === undefined
      ? []
      : [[span(syncText(sync, clock), sync.verdict === 'complete' ? 'plain' : 'warning')]]),
    ...(unsynced === undefined
      ? []
      : [[span(`node ${node} says that its contacts are not synced, since ${clock(unsynced)}`, 'warning')]]),
  ];
}

/** `node 1 told nodes 2, 4 of it, and not node 3, though its link to node 3 is up`. */
function toldRows(
  { teller, told, linkNow, hasNoAddress }: WhyMissing,
  node: number,
  clock: (at: number) => string,
): readonly Row[] {
  if (teller === undefined) return [];
  const others = `${told.length === 1 ? 'node' : 'nodes'} ${told.join(', ')}`;
  if (teller === node)
    return [[span(`it had told ${others} of it: it had it then, and has ended or lost it since`, 'warning')]];
  const { state = 'unknown', since } = linkNow ?? {};
  const whether = state === 'up' ? 'though' : 'while';
  const link =
    state === 'unknown'
      ? ''
      : `, ${whether} its link to node ${node} is ${state}${since === undefined ? '' : ` since ${clock(since)}`}`;
  const address = hasNoAddress ? '; it has no sip_addr, by which contacts go out in a federation' : '';
  const whom =
    told.length === 0 ? 'told no captured node of it' : `told ${others} of it, and not node ${node}`;
  return [[span(`node ${teller} ${whom}${link}${address}`, 'warning')]];
}

/** `the sync from node 2 after that, at 16:15:32.923, is short: 9,012 of 25,000 chunks`. */
function syncText(sync: SyncReport, clock: (at: number) => string): string {
  const { donor, started, requested, verdict, chunksSeen, chunksSent } = sync;
  const begun = started ?? requested;
  const of = chunksSent === undefined ? '' : `: ${grouped(chunksSeen)} of ${counted(chunksSent, 'chunk')}`;
  const end = verdict === 'complete' ? 'is complete, without it' : `is ${verdict}${of}`;
  const running = `is not over yet: ${counted(chunksSeen, 'chunk')} so far`;
  return `the sync from node ${donor} after that${begun === undefined ? '' : `, at ${clock(begun)},`} ${isRunning(sync) ? running : end}`;
}

/** `the link of node 12 to node 3 was down then: since 16:15:32.923, and up again at 16:15:41.348`. */
function linkText({ node, other, down, up }: LinkDown, time: number, clock: (at: number) => string): string {
  const link = `the link of node ${node} to node ${other}`;
  const end = up === undefined ? 'and is down still' : `and up again at ${clock(up)}`;
  return down <= time
    ? `${link} was down then: since ${clock(down)}, ${end}`
    : `${link} was found to be down ${seconds(down - time)} later, at ${clock(down)}, ${end}`;
}

function heldRows(held: HeldContact, style: DetailStyle): readonly Row[] {
  const { version, refreshed } = held;
  return [
    [span(`${wayText(held)} ${instant(held.since, held.message, style)}`)],
    ...(refreshed === undefined
      ? []
      : [[span(`refreshed ${instant(refreshed.time, refreshed.message, style)}`)]]),
    [
      span(expiryText(version.expires, style)),
      ...field('CSeq', version.cseq === undefined ? undefined : String(version.cseq)),
      ...field('Call-ID', version.callId),
    ],
    [
      span(version.socket === undefined ? '' : `at ${printable(version.socket)}`),
      ...field('User-Agent', version.userAgent),
      ...field('received', version.received),
      ...field('path', version.path),
      ...field('sharing tag', version.sharingTag),
    ],
  ];
}

function wayText({ origin, from }: HeldContact): string {
  switch (origin) {
    case 'register':
      return 'registered there';
    case 'replicated':
      return `replicated by node ${from ?? '?'}`;
    case 'sync':
      return `by sync from node ${from ?? '?'}`;
    case 'listed':
      return 'there before anybody saw it come, named';
  }
}

function deletionText({ from, isOfAor, time, message }: ToldDeletion, style: DetailStyle): string {
  const what = isOfAor ? 'it deleted the AOR, with all contacts that it had then,' : 'it deleted it';
  return `${what} as node ${from} told it to, ${instant(time, message, style)}`;
}

function discardText(node: number, { reason, time, message, from }: Discard, style: DetailStyle): string {
  return `node ${node} ${DISCARD_REASONS[reason]}, sent by node ${from} ${instant(time, message, style)}`;
}

/** `at 09:28:31.528 (11.3 s ago), message #277` */
function instant(
  time: number,
  message: Discard['message'],
  { base, now, utc, numbers }: DetailStyle,
): string {
  const ago = seconds(Math.max(0, now - time));
  return `at ${clockTime(base, time, utc).slice(0, -3)} (${ago} ago), message ${messageNumber(numbers.of(message))}`;
}

function expiryText(expires: number, { base, now, utc }: DetailStyle): string {
  if (expires === PERMANENT) return 'never expires';
  const at = (expires - base.seconds) * 1e9;
  return `expires ${clockTime(base, at, utc).slice(0, 8)} (in ${timeLeft(expires, { base, now })})`;
}

function field(name: string, value: string | undefined): Row {
  return value === undefined || value === '' ? [] : [span(`  ${name} `, 'dim'), span(printable(value))];
}

function sentence(subject: string, rest: string, style: Style = 'strong'): Row {
  return [span(subject, style), span(rest, 'dim')];
}
