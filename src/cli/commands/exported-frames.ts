import { setImmediate } from 'node:timers/promises';
import type { Flow } from '../../flows/flow.ts';
import { messagesOf } from '../../flows/related-flows.ts';
import type { MessageId } from '../../ids.ts';
import { FrameCollector } from '../../output/frames/frame-collector.ts';
import { counted } from '../../view/text/counts.ts';
import type { ReportInput } from './analysis-report.ts';
import { ChosenMessages } from './chosen-messages.ts';
import type { Exported } from './exported.ts';
import { addFurtherSights } from './further-sights.ts';

/** Messages between two checks for Ctrl-C. */
const BATCH = 4096;

/**
 * The frames that carry the selected messages, of every observer that saw them; only messages of `flows`, if
 * some were asked for by name. Undefined if there are none.
 */
export function exportedFrames(
  { session, request }: ReportInput,
  flows: readonly Flow[] | undefined,
): Exported | undefined {
  const messages = [...chosen({ session, request }, flows)];
  if (messages.length === 0) return undefined;
  let frames = 0;
  let unread: readonly string[] = [];
  return {
    async fill(sink, interruption) {
      const collector = new FrameCollector(session);
      for (const [at, id] of messages.entries()) {
        collector.add(id);
        if (at % BATCH === 0) await setImmediate();
        if (interruption.isRequested) return false;
      }
      const sources = { collector, options: request.session, interruption };
      unread = await addFurtherSights(session, messages, sources);
      if (interruption.isRequested) return false;
      frames = await collector.write(sink);
      return true;
    },
    said: () => {
      const written = `${counted(frames, 'frame')} of ${counted(messages.length, 'message')} written`;
      if (unread.length === 0) return written;
      return `${written}; without what ${unread.join(', ')} saw as well: that is no file, and cannot be read again`;
    },
  };
}

function* chosen(
  { session, request }: Pick<ReportInput, 'session' | 'request'>,
  flows: readonly Flow[] | undefined,
): Generator<MessageId> {
  const { order } = session.tables;
  const judge = new ChosenMessages(session, request);
  const members = flows && messagesOf(flows);
  let left = request.count;
  for (let at = 0; at < order.length && left > 0; at++) {
    const id = order.at(at) as MessageId;
    if (members?.has(id) === false || judge.judge(id) !== 'shown') continue;
    left--;
    yield id;
  }
}
