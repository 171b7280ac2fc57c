import type { CommandDefinition } from './command.ts';
import { completion } from './completion.ts';
import { index } from './index-command.ts';
import { packets } from './packets.ts';

/** Every command but the screen, in the order of the help. */
export const COMMANDS: readonly CommandDefinition[] = [packets, completion, index];
