import { aors } from './aors-command.ts';
import { capChild } from './cap-command.ts';
import { check } from './check-command.ts';
import { clocks } from './clocks-command.ts';
import type { CommandDefinition } from './command.ts';
import { completion } from './completion.ts';
import { config } from './config-command.ts';
import { dialogs } from './dialogs-command.ts';
import { dissector } from './dissector-command.ts';
import { doctor } from './doctor-command.ts';
import { exportCommand } from './export-command.ts';
import { flow } from './flow-command.ts';
import { flows } from './flows-command.ts';
import { index } from './index-command.ts';
import { interfaces } from './interfaces-command.ts';
import { nodes } from './nodes-command.ts';
import { packets } from './packets.ts';
import { syncs } from './syncs-command.ts';

/** Every command but the screen, in the order of the help. */
export const COMMANDS: readonly CommandDefinition[] = [
  packets,
  flows,
  flow,
  aors,
  dialogs,
  nodes,
  syncs,
  check,
  clocks,
  exportCommand,
  interfaces,
  doctor,
  dissector,
  config,
  completion,
  index,
  capChild,
];
