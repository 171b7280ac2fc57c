import { configPath, readConfig } from './config.ts';
import { configLines } from './config-lines.ts';

/** Where the config file is, what is wrong with it, and what can stand in it. */
export function aboutConfig(): readonly string[] {
  const { mistakes } = readConfig();
  return [configPath(), ...mistakes.map((mistake) => `MISTAKE  ${mistake}`), '', ...configLines()];
}
