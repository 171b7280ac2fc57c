import { CAP_COMMAND } from '../capture/live/backends.ts';
import { captureWithCap } from './cap-child.ts';
import type { CommandDefinition } from './command.ts';

/** What this program calls as a child of its own: nobody else needs it. */
export const capChild: CommandDefinition = {
  name: CAP_COMMAND,
  summary: 'capture with the npm package cap, to standard output',
  hidden: true,
  run: ([device = '', filter = '']) => captureWithCap(device, filter),
};
