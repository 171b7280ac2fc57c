import type { Finding } from '../../findings/finding.ts';
import type { Flow } from '../../flows/flow.ts';
import type { MessageId } from '../../ids.ts';

/** Messages of a flow that are looked at. */
const MOST_LOOKED_AT = 512;

/** Which flows findings are about: by their Call-ID, by a message, a registration by its AOR. */
export class FlowFindings {
  private readonly byCallId: ReadonlyMap<string, readonly Finding[]>;
  private readonly byAor: ReadonlyMap<string, readonly Finding[]>;
  private readonly byMessage: ReadonlyMap<MessageId, readonly Finding[]>;

  /** Findings of severity `info` are no problem of a flow. Losses on a link are marked on messages as resent. */
  constructor(all: readonly Finding[]) {
    const wrong = all.filter(({ severity, rule }) => severity !== 'info' && rule !== 'link-lossy');
    this.byCallId = grouped(wrong, ({ callIds }) => callIds);
    this.byAor = grouped(wrong, ({ aors }) => aors);
    this.byMessage = grouped(wrong, ({ messages }) => messages);
  }

  /** Worst first, each once. */
  of(flow: Flow): readonly Finding[] {
    const found = new Set<Finding>();
    const add = (some: readonly Finding[] | undefined): void => {
      for (const one of some ?? []) found.add(one);
    };
    for (const callId of flow.callIds) add(this.byCallId.get(callId));
    // A call is not at fault for what its AORs lack somewhere.
    if (flow.kind === 'registration') for (const aor of flow.aors) add(this.byAor.get(aor));
    if (this.byMessage.size > 0) {
      let looked = 0;
      for (const ids of [flow.messages, flow.replication]) {
        for (let at = 0; at < ids.length && looked < MOST_LOOKED_AT; at++, looked++)
          add(this.byMessage.get(ids.at(at)));
      }
    }
    return [...found].sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
  }
}

function grouped<Key>(
  all: readonly Finding[],
  keysOf: (finding: Finding) => readonly Key[],
): ReadonlyMap<Key, readonly Finding[]> {
  const found = new Map<Key, Finding[]>();
  for (const one of all) {
    for (const key of keysOf(one)) {
      const others = found.get(key);
      if (others === undefined) found.set(key, [one]);
      else others.push(one);
    }
  }
  return found;
}
