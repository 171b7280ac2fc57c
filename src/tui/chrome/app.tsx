import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Row } from '../../view/styled-row.ts';
import { BODY_MARK } from '../terminal/frame-sink.ts';
import { separateSgr } from '../terminal/paint-row.ts';
import type { Theme } from '../terminal/theme.ts';
import type { Chrome } from './chrome-texts.ts';

export interface AppProps {
  readonly chrome: Chrome;
  readonly columns: number;
  readonly theme: Theme;
}

/** The frame of the screen: what stands around the panes, and the mark where they go. */
export function App({ chrome, columns, theme }: AppProps): ReactNode {
  const { header, filter, status, footer } = chrome;
  return (
    <Box flexDirection="column" width={columns}>
      {header && <TwoSides {...header} theme={theme} />}
      {filter.map((row, at) => (
        <Line key={PLACES[at]} row={row} theme={theme} />
      ))}
      <Text>{BODY_MARK}</Text>
      {status && <TwoSides {...status} theme={theme} />}
      {footer && <Line row={footer} theme={theme} />}
    </Box>
  );
}

/** What each row of the filter is. */
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

interface SidesProps {
  readonly left: Row;
  readonly right: Row;
  readonly theme: Theme;
}

/** The right side keeps its room, the left one is cut. */
function TwoSides({ left, right, theme }: SidesProps): ReactNode {
  return (
    <Box justifyContent="space-between" height={1} overflow="hidden">
      <Box flexShrink={1} marginRight={1}>
        <Line row={left} theme={theme} />
      </Box>
      <Box flexShrink={0}>
        <Line row={right} theme={theme} />
      </Box>
    </Box>
  );
}
