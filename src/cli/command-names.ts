/** The names of all commands, so that none of them is taken for a display filter. */
export const COMMAND_NAMES: readonly string[] = [
  'packets',
  'flows',
  'flow',
  'aors',
  'dialogs',
  'nodes',
  'syncs',
  'clocks',
  'check',
  'export',
  'interfaces',
  'doctor',
  'dissector',
  'config',
  'completion',
  'help',
];
