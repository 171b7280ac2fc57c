import type { TimeBase } from '../../capture/time-base.ts';
import { dialogIdOf, didText } from '../../cluster/dialogs/dialog-id.ts';
import type { DialogDiscard, HeldDialog } from '../../cluster/dialogs/dialog-model.ts';
import type { DialogReport } from '../../cluster/dialogs/dialog-reports.ts';
import { SHARING_TAG } from '../../cluster/dialogs/dialog-version.ts';
import type { MessageNumbers } from '../../engine/message-numbers.ts';
import { type MissedStretches, missedFields } from '../../view/missed-stretches.ts';
import { rfc3339 } from '../../view/text/times.ts';
import { jsonLine } from './json-line.ts';

/** One dialog as a line of NDJSON. An absent member is unknown. */
export function dialogJson(
  report: DialogReport,
  base: TimeBase,
  numbers: MessageNumbers,
  missed?: MissedStretches,
): string {
  const { callId, fromTag, toTag, hashId, version, nodes, uncertain, missing, syncing, discards } = report;
  const leftOut = [...report.leftOut].map(([node, id]) => ({ node, message: numbers.of(id) }));
  const notCaptured = uncertain.flatMap((node) =>
    missedFields(node, missed?.of(report.cluster, node) ?? [], base),
  );
  const fields = {
    v: 1,
    ...(report.cluster === 0 ? {} : { cluster: report.cluster }),
    callId,
    fromTag,
    ...(toTag === '' ? {} : { toTag }),
    from: report.fromUri,
    to: report.toUri,
    ...(hashId === undefined ? {} : { did: didText(dialogIdOf(callId, hashId)) }),
    nodes: Object.fromEntries([...nodes].map(([node, held]) => [node, nodeFields(held, base, numbers)])),
    consistent: report.consistent && syncing.length === 0,
    unseen: report.unseen,
    ...(uncertain.length === 0 ? {} : { uncertain }),
    ...(notCaptured.length === 0 ? {} : { notCaptured }),
    ...(leftOut.length === 0 ? {} : { leftOut }),
    ...(missing.length === 0 ? {} : { missing }),
    ...(syncing.length === 0 ? {} : { syncing }),
    ...(version === undefined ? {} : versionFields(version, base)),
    ...(discards.length === 0 ? {} : { discards: discards.map((one) => discardFields(one, base, numbers)) }),
  };
  return jsonLine(fields);
}

function nodeFields(
  { state, since, origin, from, message, changed }: HeldDialog,
  base: TimeBase,
  numbers: MessageNumbers,
) {
  return {
    state,
    since: rfc3339(base, since),
    origin,
    ...(from === undefined ? {} : { from }),
    changed: rfc3339(base, changed),
    message: numbers.of(message),
  };
}

function versionFields(version: NonNullable<DialogReport['version']>, base: TimeBase) {
  const { start, timeout, callerSocket, calleeSocket, callerCSeq, calleeCSeq, flags, values, profiles } =
    version;
  const tag = values.get(SHARING_TAG);
  return {
    ...(start === undefined || start === 0 ? {} : { start: secondsText(start, base) }),
    ...(timeout === undefined || timeout === 0 ? {} : { timeout: secondsText(timeout, base) }),
    callerSocket,
    calleeSocket,
    callerCSeq,
    calleeCSeq,
    ...(flags === undefined ? {} : { flags }),
    ...(tag === undefined ? {} : { sharingTag: tag }),
    ...(values.size === 0 ? {} : { values: Object.fromEntries(values) }),
    ...(profiles.length === 0 ? {} : { profiles }),
  };
}

function discardFields(
  { node, from, reason, time, message, socket }: DialogDiscard,
  base: TimeBase,
  numbers: MessageNumbers,
) {
  return { node, from, reason, time: rfc3339(base, time), message: numbers.of(message), socket };
}

function secondsText(seconds: number, base: TimeBase): string {
  return rfc3339(base, (seconds - base.seconds) * 1e9);
}
