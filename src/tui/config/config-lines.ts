import { columnHeading, FLOW_COLUMNS } from '../../view/flows/flow-columns.ts';
import { USUAL_KEYS } from '../keys/key-table.ts';
import { STYLE_NAMES } from '../terminal/theme.ts';
import { START_VIEWS, THEME_NAMES } from './settings.ts';

const EXAMPLE = {
  theme: 'light',
  columns: ['flow', 'start', 'from', 'to', 'state', 'header:User-Agent', 'field:expires'],
  aliases: { '192.0.2.1': 'sbc1', '192.0.2.2:5062': 'lab-phone' },
  colours: { request: 'bold blue', dim: 'bright-black' },
  keys: { mark: ['space', 'm'], 'choose-columns': 'c' },
};

/** What the config file may contain, as text. */
export function configLines(): readonly string[] {
  const keys = USUAL_KEYS.bindings.map(
    ({ command, keys: usual, help }) => [command, usual.join(' '), help] as const,
  );
  const seen = new Set<string>();
  const told = keys.filter(([command]) => !seen.has(command) && seen.add(command));
  return [
    'An example:',
    ...JSON.stringify(EXAMPLE, undefined, 2).split('\n'),
    '',
    `theme     ${THEME_NAMES.join(', ')}`,
    `view      ${START_VIEWS.join(', ')}`,
    'utc, ascii, mouse   true or false',
    `columns   ${FLOW_COLUMNS.map(columnHeading).join(', ')}, header:NAME, field:PATH`,
    'aliases   names for addresses, or for addresses with a port',
    'colours   plain, or words of bold, dim, underline, inverse, red, bright-blue, on-blue, ..., for:',
    ...wrapped(STYLE_NAMES),
    'keys      a key or a list of keys for a command; here with the usual ones:',
    ...told.map(([command, usual, help]) => `  ${command.padEnd(18)} ${usual.padEnd(18)} ${help}`),
  ];
}

function wrapped(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 90) lines[lines.length - 1] = `${last}, ${word}`;
    else lines.push(`          ${word}`);
  }
  return lines;
}
