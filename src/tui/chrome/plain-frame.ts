import { Mark } from '../terminal/frame-sink.ts';
import { paintRow } from '../terminal/paint-row.ts';
import type { AppProps } from './app.tsx';

/** The rows that `App` makes, for the time before Ink is loaded. */
export function plainFrame({ chrome, columns, theme }: AppProps): readonly string[] {
  const { header, filter, status, footer } = chrome;
  return [
    ...(header === undefined ? [] : [Mark.Header]),
    ...filter.map((row) => paintRow(row, columns, theme)),
    Mark.Body,
    ...(status === undefined ? [] : [Mark.Status]),
    ...(footer === undefined ? [] : [paintRow(footer, columns, theme)]),
  ];
}
