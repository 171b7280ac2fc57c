import { isatty } from 'node:tty';
import { CaptureError } from '../../capture/capture-error.ts';
import { Session } from '../../engine/session.ts';
import { isAsciiScreen } from '../../output/text/ascii-text.ts';
import { printable } from '../../view/text/printable.ts';
import { isBrightBackground, wantsColour } from '../colour.ts';
import { dropPrivileges, dropsPrivileges } from '../reading/privileges.ts';
import { shareSession } from '../reading/sharing.ts';
import type { CommonValues } from '../request/common-options.ts';
import { sortOperands } from '../request/operands.ts';
import { messagesRequestOf, NOTHING_TO_READ, type Request } from '../request/request.ts';
import { tell } from '../tell.ts';
import { UsageError } from '../usage-error.ts';
import { printPackets } from './packets.ts';

/**
 * Runs the program without a command: opens the screen, or prints as `packets` if there is no terminal or
 * printing is asked for.
 */
export async function show(operands: readonly string[], given: CommonValues): Promise<number> {
  const isImplied = impliesLive(operands, given);
  const values = isImplied ? { ...given, device: ['any'] } : given;
  const request = messagesRequestOf(operands, values);
  if (!hasScreen() || prints(values)) return printPackets(request);
  const { filter, text } = request.selection;
  // Imported here, so that commands that only print do not wait for React and Ink to load.
  const { columnsOf, keepColumns, readConfig } = await import('../../tui/config/config.ts');
  const { aboutConfig } = await import('../../tui/config/about-config.ts');
  const { config, mistakes } = readConfig();
  for (const mistake of mistakes) tell(printable(mistake));
  const session = await (isImplied ? openImplied(request) : Session.open(request.files, request.session));
  const sharing = await shareSession(session, request);
  const { runTui } = await import('../../tui/run-tui.ts');
  // Loaded while we are root: if root has installed this program, the user may not be able to read its files.
  if (dropsPrivileges(session)) await import('../../tui/chrome/ink-frame.tsx');
  dropPrivileges(session);
  session.tables.endpoints.giveNames(config.aliases ?? new Map());
  const code = await runTui(session, {
    filter,
    filterText: text,
    all: request.all,
    utc: request.utc || config.utc === true,
    align: request.align,
    theme: wantsColour(request.colour, process.stdout)
      ? (values.theme ?? config.theme ?? usualTheme())
      : 'mono',
    ascii: values.ascii ?? config.ascii ?? isAsciiScreen(),
    mouse: config.mouse ?? true,
    view: config.view ?? 'flows',
    colours: wantsColour(request.colour, process.stdout) ? config.colours : undefined,
    keys: config.keys,
    preferences: { columns: columnsOf(config), keepColumns, mistakes: mistakes.length, about: aboutConfig },
  });
  await sharing.end();
  return code;
}

/** By the background that the environment tells of; if it does not, the terminal is asked. */
function usualTheme(): 'dark' | 'light' | 'ask' {
  const isBright = isBrightBackground();
  return isBright === undefined ? 'ask' : isBright ? 'light' : 'dark';
}

/** A dumb terminal, such as a shell inside an editor, cannot move the cursor. */
function hasScreen(): boolean {
  return process.stdout.isTTY && process.env.TERM !== 'dumb';
}

/** Called on a terminal without anything to read: the traffic of this host is captured then. */
function impliesLive(operands: readonly string[], values: CommonValues): boolean {
  const { device, input, ssh, hep, follow } = values;
  const named = [device, input, ssh, hep, follow].some((value) => value !== undefined);
  const isAsked = !named && sortOperands(operands).files.length === 0;
  return isAsked && isatty(0) && process.stdout.isTTY;
}

/** If capturing fails, the user may have meant to name files, so the error says how. */
async function openImplied({ files, session }: Request): Promise<Session> {
  try {
    return await Session.open(files, session);
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    throw new UsageError(`${error.message}\n${NOTHING_TO_READ}`);
  }
}

/** Options that make sense for what is printed only. */
function prints({ json, quiet, count, O, since, until, duration }: CommonValues): boolean {
  return [json, quiet, count, O, since, until, duration].some((value) => value !== undefined);
}
