import { CAP_COMMAND } from '../../capture/live/backends.ts';
import type { CommandDefinition } from '../command.ts';
import { captureWithCap } from '../reading/cap-child.ts';

/** Run by this program as its own child process, and by nobody else. */
export const capChild: CommandDefinition = {
  name: CAP_COMMAND,
  summary: 'capture with the npm package cap, to standard output',
  hidden: true,
  run: ([device = '', filter = '']) => captureWithCap(device, filter),
};
