import { extname } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** What `export` writes. */
export const EXPORT_FORMATS = ['pcapng', 'txt', 'md', 'html', 'svg'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportTarget {
  /** `-` is standard output. */
  readonly path: string;
  readonly format: ExportFormat;
}

/** Where to, and as what: by --format, else by the ending of the name. Throws a UsageError. */
export function exportTarget(path: string | undefined, format: string | undefined): ExportTarget {
  if (path === undefined || path === '') {
    throw new UsageError(`export: name the file to be written: -o call.svg; formats: ${NAMES}`);
  }
  if (format !== undefined) return { path, format: formatOf(format, `--format ${JSON.stringify(format)}`) };
  if (path === '-') throw new UsageError(`-o -: standard output has no ending; add --format with ${NAMES}`);
  const ending = extname(path).slice(1).toLowerCase();
  return { path, format: formatOf(ending, path) };
}

function formatOf(name: string, asked: string): ExportFormat {
  const format = EXPORT_FORMATS.find((one) => one === name.toLowerCase());
  if (format !== undefined) return format;
  if (name === 'pcap') {
    throw new UsageError(
      `${asked}: a pcap holds one link type and names no observer; write pcapng, which Wireshark and tcpdump read`,
    );
  }
  throw new UsageError(`${asked}: an export is one of ${NAMES}, by the ending of its name or with --format`);
}

const NAMES = EXPORT_FORMATS.join(', ');
