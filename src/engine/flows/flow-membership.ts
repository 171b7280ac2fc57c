import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';

/** Which flow each message belongs to; the first, if there are several. */
export class FlowMembership {
  /** By message: the flow's serial number, 0 for none. */
  private readonly serials: Uint32Array;

  constructor(flows: readonly Flow[], messages: number) {
    this.serials = new Uint32Array(messages);
    for (const { serial, messages, replication } of flows) {
      for (const list of [messages, replication]) for (const id of list) this.serials[id] ||= serial;
    }
  }

  /** The flow's id, as `flows` prints it; undefined if the message belongs to none. */
  of(id: MessageId): string | undefined {
    const serial = this.serials[id];
    return serial === undefined || serial === 0 ? undefined : `f${serial}`;
  }
}
