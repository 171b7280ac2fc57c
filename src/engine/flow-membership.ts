import type { Flow } from '../flows/flow.ts';
import type { MessageId } from '../ids.ts';

/** Which flow each message belongs to; of several, the first. */
export class FlowMembership {
  /** By message: the flow's serial number, 0 for none. */
  private readonly serials: Uint32Array;

  constructor(flows: readonly Flow[], messages: number) {
    this.serials = new Uint32Array(messages);
    for (const { serial, messages, replication } of flows) {
      for (const list of [messages, replication]) for (const id of list) this.serials[id] ||= serial;
    }
  }

  /** As `flows` calls it; undefined where the message belongs to none. */
  of(id: MessageId): string | undefined {
    const serial = this.serials[id];
    return serial === undefined || serial === 0 ? undefined : `f${serial}`;
  }
}
