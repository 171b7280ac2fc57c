import type { MessageNumbers } from '../engine/message-numbers.ts';
import type { Finding } from '../findings/finding.ts';
import { jsonLine } from './json-line.ts';

/** One finding as a line of NDJSON. */
export function findingJson(finding: Finding, numbers: MessageNumbers): string {
  const { rule, severity, title, detail, cluster, nodes, aors, callIds, capabilities } = finding;
  const { messages, log, confidence, reference } = finding;
  return jsonLine({
    v: 1,
    rule,
    severity,
    title,
    detail,
    ...(cluster === 0 ? {} : { cluster }),
    nodes,
    aors,
    ...(callIds.length === 0 ? {} : { callIds }),
    ...(capabilities.length === 0 ? {} : { capabilities }),
    messages: messages.map((id) => numbers.of(id)),
    ...(log === undefined ? {} : { log }),
    confidence,
    ...(reference === undefined ? {} : { reference }),
  });
}
