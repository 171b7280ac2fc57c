import type { EndpointTable } from '../../tables/endpoints.ts';
import type { SeenMessage, Tracker } from '../seen-message.ts';
import { NodeUnregisters } from './node-unregisters.ts';
import { PhoneAnswers } from './phone-answers.ts';
import { RefusedWithinDialogs } from './refused-within-dialogs.ts';

/** What SIP at the nodes tells of trouble: for those who judge, and nothing that states rest on. */
export class SipTroubles implements Tracker {
  /** What nodes do to contacts elsewhere. */
  readonly unregisters: NodeUnregisters;
  /** What comes of it when nodes reach for contacts. */
  readonly phones: PhoneAnswers;
  /** Requests of dialogs that nodes could not send on. */
  readonly refused = new RefusedWithinDialogs();

  constructor(endpoints: EndpointTable) {
    this.unregisters = new NodeUnregisters(endpoints);
    this.phones = new PhoneAnswers(endpoints);
  }

  push(message: SeenMessage): void {
    if (message.protocol !== 'sip') return;
    this.unregisters.push(message);
    this.phones.push(message);
    this.refused.push(message);
  }
}
