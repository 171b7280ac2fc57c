import { configPath, readConfig } from './config.ts';
import { configLines } from './config-lines.ts';

/** The path of the config file, the mistakes in it, and what it may contain. */
export function aboutConfig(): readonly string[] {
  const { mistakes } = readConfig();
  return [configPath(), ...mistakes.map((mistake) => `MISTAKE  ${mistake}`), '', ...configLines()];
}
