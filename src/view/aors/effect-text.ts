import type { TimeBase } from '../../capture/time-base.ts';
import { PERMANENT } from '../../cluster/contacts/held/contact-version.ts';
import type { DiscardReason } from '../../cluster/contacts/held/held-contact.ts';
import type { ContactEffect } from '../../cluster/contacts/reports/contact-history.ts';
import type { MessageNumbers } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import { messageNumber } from '../messages/message-number.ts';
import { seconds } from '../text/durations.ts';
import { printable } from '../text/printable.ts';
import type { Style } from '../text/styled-row.ts';
import { clockTime } from '../text/times.ts';

/** What happened to a contact, in words; all texts are printable. */
export interface EffectTexts {
  readonly time: string;
  readonly effect: string;
  readonly style: Style;
  /** Which message did it, and whose that was. */
  readonly by: string;
  /** `12:00:05, in 60 s`: when the contact will expire after this effect, and how long after it; empty if unknown. */
  readonly expires: string;
  readonly cseq: string;
  readonly contact: string;
  readonly callId: string;
}

export interface EffectInput {
  readonly session: Session;
  readonly numbers: MessageNumbers;
}

export function effectTexts(effect: ContactEffect, input: EffectInput, utc: boolean): EffectTexts {
  const { base } = input.session.tables;
  const { time, cseq, contact, callId } = effect;
  return {
    time: clockTime(base, time, utc).slice(0, -3),
    effect: effectText(effect),
    style: effectStyle(effect),
    by: byText(effect, input),
    expires: expiryText(effect, base, utc),
    cseq: cseq === undefined ? '?' : String(cseq),
    contact: printable(contact),
    callId: callId === undefined ? '?' : printable(callId),
  };
}

function effectText({ kind, origin, reason }: ContactEffect): string {
  switch (kind) {
    case 'listed':
      return 'was there';
    case 'unchanged':
      return origin === 'sync' ? 'held already (sync)' : 'held already';
    case 'discarded':
      return `discarded: ${REASONS[reason ?? 'older']}`;
    case 'AOR deleted':
      return 'AOR deleted';
    case 'restart':
      return 'memory gone by restart';
    default:
      return origin === 'sync' ? `${kind} by sync` : kind;
  }
}

const REASONS: Readonly<Record<DiscardReason, string>> = {
  older: 'older CSeq',
  version: 'version of the packet',
  'sync version': 'version of the sync',
  full: 'too many contacts',
};

function effectStyle({ kind, origin }: ContactEffect): Style {
  switch (kind) {
    case 'inserted':
    case 'refreshed':
    case 'updated':
      return origin === 'register' ? 'success' : 'replication';
    case 'listed':
    case 'unchanged':
      return 'dim';
    case 'discarded':
    case 'restart':
      return 'problem';
    default:
      return 'warning';
  }
}

/** `#12 REGISTER`, `#14 REPL_UCONTACT_INSERT from node 1`; the node itself where it says so of itself. */
function byText({ kind, message, from, origin }: ContactEffect, { session, numbers }: EffectInput): string {
  if (message === undefined) return kind === 'expired' ? 'its time was over' : '';
  const { index, kinds } = session.tables;
  const what = kinds.get(index.kind(message));
  const number = messageNumber(numbers.of(message));
  if (what.protocol === 'sip') return `${number} ${printable(what.form === 'request' ? what.method : 'SIP')}`;
  const name = `${number} ${printable(what.name ?? `${what.capability} type ${what.command}`)}`;
  if (from !== undefined) return `${name} from node ${from}`;
  return kind === 'restart' ? name : `${name}, ${origin === 'listed' ? 'which lists it' : 'its own'}`;
}

function expiryText({ expires, time }: ContactEffect, base: TimeBase, utc: boolean): string {
  if (expires === undefined) return '';
  if (expires === PERMANENT) return 'never';
  const at = (expires - base.seconds) * 1e9;
  return `${clockTime(base, at, utc).slice(0, 8)}, in ${seconds(Math.max(0, at - time))}`;
}
