import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Row } from '../../view/text/styled-row.ts';
import { Mark } from '../terminal/frame-sink.ts';
import { separateSgr } from '../terminal/paint-row.ts';
import type { Theme } from '../terminal/theme.ts';
import type { Chrome } from './chrome-model.ts';

export interface AppProps {
  readonly chrome: Chrome;
  readonly columns: number;
  readonly theme: Theme;
}

/**
 * The frame of the screen: the rows around the panes, and placeholders for rows that are drawn without Ink, which are
 * the panes and the two rows that change with nearly every key and message.
 */
export function App({ chrome, columns, theme }: AppProps): ReactNode {
  const { header, filter, status, footer } = chrome;
  return (
    <Box flexDirection="column" width={columns}>
      {header && <Text>{Mark.Header}</Text>}
      {filter.map((row, at) => (
        <Line key={PLACES[at]} row={row} theme={theme} />
      ))}
      <Text>{Mark.Body}</Text>
      {status && <Text>{Mark.Status}</Text>}
      {footer && <Line row={footer} theme={theme} />}
    </Box>
  );
}

/** The kinds of rows of the filter, in order. */
const PLACES = ['filter', 'mistake', 'hint'];

interface LineProps {
  readonly row: Row;
  readonly theme: Theme;
}

/** One row; an empty one takes its place too. */
function Line({ row, theme }: LineProps): ReactNode {
  const text = row.map((one) => separateSgr(theme[one.style], one.text)).join('');
  return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>;
}
