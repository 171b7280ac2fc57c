import type { CommandDefinition } from './command.ts';
import { aors } from './commands/aors-command.ts';
import { capChild } from './commands/cap-command.ts';
import { check } from './commands/check-command.ts';
import { clocks } from './commands/clocks-command.ts';
import { config } from './commands/config-command.ts';
import { dialogs } from './commands/dialogs-command.ts';
import { dissector } from './commands/dissector-command.ts';
import { doctor } from './commands/doctor-command.ts';
import { exportCommand } from './commands/export-command.ts';
import { flow } from './commands/flow-command.ts';
import { flows } from './commands/flows-command.ts';
import { index } from './commands/index-command.ts';
import { interfaces } from './commands/interfaces-command.ts';
import { lags } from './commands/lags-command.ts';
import { nodes } from './commands/nodes-command.ts';
import { packets } from './commands/packets.ts';
import { syncs } from './commands/syncs-command.ts';
import { completion } from './completion/completion-command.ts';

/** Every command but the screen, in the order of the help. */
export const COMMANDS: readonly CommandDefinition[] = [
  packets,
  flows,
  flow,
  aors,
  dialogs,
  nodes,
  syncs,
  lags,
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
