import type { EndpointTable } from '../../tables/endpoints.ts';
import type { SeenMessage, Tracker } from '../seen-message.ts';
import { NodeUnregisters } from './node-unregisters.ts';
import { PhoneAnswers } from './phone-answers.ts';
import { RefusedWithinDialogs } from './refused-within-dialogs.ts';

/** Troubles that SIP shows at the nodes: input for findings, not for states. */
export class SipTroubles implements Tracker {
  /** Contacts that nodes remove elsewhere. */
  readonly unregisters: NodeUnregisters;
  /** What happens when nodes send to contacts. */
  readonly phones: PhoneAnswers;
  /** In-dialog requests that nodes could not forward. */
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
