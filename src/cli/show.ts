import { Session } from '../engine/session.ts';
import { isAsciiScreen } from '../output/ascii-text.ts';
import { printable } from '../view/printable.ts';
import { wantsColour } from './colour.ts';
import type { CommonValues } from './common-options.ts';
import { readConfig } from './config.ts';
import { printPackets } from './packets.ts';
import { dropPrivileges } from './privileges.ts';
import { messagesRequestOf } from './request.ts';
import { tell } from './result-lines.ts';

/** The command without a name: the screen; as `packets` where there is none or where it prints. */
export async function show(operands: readonly string[], values: CommonValues): Promise<number> {
  const request = messagesRequestOf(operands, values);
  if (!process.stdout.isTTY || prints(values)) return printPackets(request);
  const { filter, text } = request.selection;
  const { config, mistakes } = readConfig();
  for (const mistake of mistakes) tell(printable(mistake));
  const session = await Session.open(request.files, request.session);
  dropPrivileges(session);
  // React and Ink are not for those who only print.
  const { runTui } = await import('../tui/run-tui.tsx');
  return runTui(session, {
    filter,
    filterText: text,
    all: request.all,
    utc: request.utc || config.utc === true,
    align: request.align,
    theme: wantsColour(request.colour, process.stdout) ? (config.theme ?? 'dark') : 'mono',
    ascii: values.ascii ?? config.ascii ?? isAsciiScreen(),
    mouse: config.mouse ?? true,
    view: config.view ?? 'flows',
  });
}

/** Options that make sense for what is printed only. */
function prints({ json, quiet, count, O, since, until, duration }: CommonValues): boolean {
  return [json, quiet, count, O, since, until, duration].some((value) => value !== undefined);
}
