import { numberOf, textOf } from '../cluster/field-values.ts';
import type { SeenBin } from '../cluster/seen-message.ts';
import type { Flow } from './flow.ts';
import { type FlowParts, flowKey, subject } from './flow-parts.ts';
import { SubscriptionOutcome } from './other-outcomes.ts';
import { aorOf, bounded, userAndHostOf } from './sip-names.ts';

/**
 * Packets of presence and pua. They belong to the flow of the PUBLISH or SUBSCRIBE that caused them. What a node has
 * published itself (such as the state of a dialog) has no such request, and is grouped by presentity and event.
 */
export class PresencePackets {
  private readonly parts: FlowParts;

  constructor(parts: FlowParts) {
    this.parts = parts;
  }

  push(message: SeenBin): Flow | undefined {
    switch (message.packet.name) {
      case 'CL_PRESENCE_PUBLISH':
        return this.publish(message);
      case 'CL_PRESENCE_PRES_QUERY':
        return this.query(message);
      case 'CL_PUA_UPDATE_PRES':
        return this.update(message);
      default:
        return undefined;
    }
  }

  private publish(message: SeenBin): Flow | undefined {
    const { index, requests } = this.parts;
    const { packet, time } = message;
    const { fields } = packet;
    const [user, domain] = [textOf(fields, 'user') ?? '', textOf(fields, 'domain') ?? ''];
    if (user === '') return undefined;
    const uri = `sip:${bounded(user)}@${bounded(domain)}`;
    const who = userAndHostOf(uri);
    const event = eventName(textOf(fields, 'event'));
    const request = requests.publications.before(message, subject.event(who, event));
    const [newTag, oldTag] = [etagOf(textOf(fields, 'new_etag')), etagOf(textOf(fields, 'old_etag'))];
    const flow =
      (newTag === '' ? undefined : index.find(flowKey.etag(newTag), time)) ??
      request?.flow ??
      (oldTag === '' ? undefined : index.find(flowKey.etag(oldTag), time)) ??
      this.ofPresentity(who, event, time);
    flow.names('', aorOf(uri));
    flow.add(message, request?.flow === flow ? request.id : undefined);
    if (newTag !== '') index.bind(flow, flowKey.etag(newTag));
    if (flow.outcome instanceof SubscriptionOutcome) {
      flow.outcome.published(aorOf(uri), numberOf(fields, 'expires'), time);
    }
    return flow;
  }

  private query(message: SeenBin): Flow | undefined {
    const { packet, time } = message;
    const uri = bounded(textOf(packet.fields, 'pres_uri') ?? '');
    const who = userAndHostOf(uri);
    if (who === '') return undefined;
    const event = eventName(textOf(packet.fields, 'event'));
    const request = this.parts.requests.subscriptions.before(message, subject.event(who, event));
    const flow = request?.flow ?? this.ofPresentity(who, event, time);
    flow.names('', aorOf(uri));
    flow.add(message, request?.id);
    if (flow.outcome instanceof SubscriptionOutcome) flow.outcome.concerns(aorOf(uri));
    return flow;
  }

  private update(message: SeenBin): Flow | undefined {
    const { packet, time } = message;
    const uri = bounded(textOf(packet.fields, 'pres_uri') ?? '');
    const who = userAndHostOf(uri);
    if (who === '') return undefined;
    const bit = numberOf(packet.fields, 'event') ?? 0;
    const flow = this.ofPresentity(who, PUA_EVENTS[bit] ?? `event ${bit}`, time);
    flow.names('', aorOf(uri));
    flow.add(message);
    if (flow.outcome instanceof SubscriptionOutcome) flow.outcome.concerns(aorOf(uri));
    return flow;
  }

  private ofPresentity(who: string, event: string, now: number): Flow {
    const { index } = this.parts;
    const key = flowKey.presentity(who, event);
    const known = index.find(key, now);
    if (known !== undefined) return known;
    const flow = index.create('subscription', who, now);
    if (flow.outcome instanceof SubscriptionOutcome) flow.outcome.to = event;
    index.bind(flow, key);
    return flow;
  }
}

function eventName(text: string | undefined): string {
  return (bounded(text ?? '').split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** These packets write a single blank for "none". */
function etagOf(text: string | undefined): string {
  return bounded(text ?? '').trim();
}

/** Event packages by the bits that pua uses for them (spec bin-capabilities 6.8). */
const PUA_EVENTS: Readonly<Record<number, string>> = {
  [1 << 3]: 'message-summary',
  [1 << 4]: 'conference',
  [1 << 5]: 'xcap-diff',
  [1 << 6]: 'dialog',
  [1 << 7]: 'call-info',
  [1 << 8]: 'reg',
};
