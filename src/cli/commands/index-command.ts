import { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { Protocol } from '../../reassembly/carried-message.ts';
import type { CommandDefinition } from '../command.ts';
import { ExitCode } from '../exit-code.ts';
import { Interruption } from '../reading/interruption.ts';
import { ProgressLine } from '../reading/progress-line.ts';
import { readToEnd } from '../reading/read-to-end.ts';
import { requestOf } from '../request/request.ts';

/** Reads everything as the screen would and tells how much it was and what it cost: for benchmarks. */
export const index: CommandDefinition = {
  name: 'index',
  summary: 'read captures into the index, and print what it cost',
  hidden: true,
  async run(operands, values) {
    const begun = performance.now();
    const request = requestOf(operands, values);
    const session = await Session.open(request.files, request.session);
    const interruption = new Interruption();
    await readToEnd(session, interruption, new ProgressLine(process.stderr));
    if (interruption.isRequested) return ExitCode.Interrupted;
    const seconds = (performance.now() - begun) / 1000;
    const { rss, heapUsed } = process.memoryUsage();
    const { frames, messages, bytesRead, readAhead } = session.progress;
    const bin = countBin(session);
    const sip = messages - bin;
    const report = { frames, messages, sip, bin, readAhead, bytes: bytesRead, seconds, rss, heapUsed };
    const text = request.json
      ? JSON.stringify(report)
      : Object.entries(report)
          .map(([name, value]) => `${name} ${value}`)
          .join('\n');
    process.stdout.write(`${text}\n`);
    session.close();
    return ExitCode.Fine;
  },
};

function countBin(session: Session): number {
  const { index } = session.tables;
  let count = 0;
  for (let id = 0; id < index.size; id++) if (index.protocol(id as MessageId) === Protocol.Bin) count++;
  return count;
}
