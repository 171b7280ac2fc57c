import type { MessageNumbers } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import type { Finding } from '../../findings/finding.ts';
import type { MessageId } from '../../ids.ts';
import { rfc3339 } from '../../view/text/times.ts';
import { jsonLine } from './json-line.ts';

/** One finding as a line of NDJSON. `time` and `lastTime` are those of its first and last message. */
export function findingJson(finding: Finding, session: Session, numbers: MessageNumbers): string {
  const { rule, severity, title, detail, cluster, nodes, aors, callIds, capabilities } = finding;
  const { since, log, confidence, reference } = finding;
  const messages = numbers.inOrder(finding.messages);
  return jsonLine({
    v: 1,
    rule,
    severity,
    title,
    detail,
    ...(since === undefined ? {} : { since: rfc3339(session.tables.base, since) }),
    ...(cluster === 0 ? {} : { cluster }),
    nodes,
    aors,
    ...(callIds.length === 0 ? {} : { callIds }),
    ...(capabilities.length === 0 ? {} : { capabilities }),
    messages: messages.map((id) => numbers.of(id)),
    ...times(messages, session),
    ...(log === undefined ? {} : { log }),
    confidence,
    ...(reference === undefined ? {} : { reference }),
  });
}

function times(messages: readonly MessageId[], session: Session): object {
  const [first, last] = [messages[0], messages.at(-1)];
  if (first === undefined || last === undefined) return {};
  const text = (id: MessageId) => rfc3339(session.tables.base, session.timeOf(id));
  return { time: text(first), lastTime: text(last) };
}
