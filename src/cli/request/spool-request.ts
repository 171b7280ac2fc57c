import type { SpoolOptions } from '../../capture/spool/spool-options.ts';
import { UsageError } from '../usage-error.ts';
import { parseBytes } from './sizes.ts';

/** Options, as typed, about where frames of live captures are kept. */
export interface SpoolValues {
  readonly spool?: string;
  readonly ring?: string;
  readonly keepSpool?: boolean;
}

/** Each frame must fit into a file. */
const SMALLEST_FILE = 100_000;
/** All of them are open. */
const MOST_FILES = 500;

/** Throws a UsageError. */
export function spoolRequest({ spool, ring, keepSpool }: SpoolValues): Partial<SpoolOptions> {
  return {
    ...(spool === undefined ? {} : { directory: spool }),
    ...(ring === undefined ? {} : ringSize(ring)),
    ...(keepSpool === undefined ? {} : { keep: keepSpool }),
  };
}

function ringSize(text: string): Pick<SpoolOptions, 'files' | 'fileSize'> {
  const [, count = '', size = ''] = /^(\d+)x(.+)$/i.exec(text) ?? [];
  const files = Number(count);
  if (count === '' || files < 2 || files > MOST_FILES) {
    throw new UsageError(
      `--ring ${JSON.stringify(text)}: takes a number of files, 2 to ${MOST_FILES}, and their size: 10x100MB`,
    );
  }
  const fileSize = parseBytes('--ring', size);
  if (fileSize >= SMALLEST_FILE) return { files, fileSize };
  throw new UsageError(`--ring ${JSON.stringify(text)}: files of less than 100 kB hold too little`);
}
