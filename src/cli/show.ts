import { Session } from '../engine/session.ts';
import { wantsColour } from './colour.ts';
import type { CommonValues } from './common-options.ts';
import { printPackets } from './packets.ts';
import { dropPrivileges } from './privileges.ts';
import { messagesRequestOf } from './request.ts';

/** The command without a name: the screen; as `packets` where there is none or where it prints. */
export async function show(operands: readonly string[], values: CommonValues): Promise<number> {
  const request = messagesRequestOf(operands, values);
  if (!process.stdout.isTTY || prints(values)) return printPackets(request);
  const { filter, text } = request.selection;
  const session = await Session.open(request.files, request.session);
  dropPrivileges(session);
  // React and Ink are not for those who only print.
  const { runTui } = await import('../tui/run-tui.tsx');
  return runTui(session, {
    filter,
    filterText: text,
    all: request.all,
    utc: request.utc,
    align: request.align,
    colour: wantsColour(request.colour, process.stdout),
  });
}

/** Options that make sense for what is printed only. */
function prints({ json, quiet, count, O, since, until, duration }: CommonValues): boolean {
  return [json, quiet, count, O, since, until, duration].some((value) => value !== undefined);
}
