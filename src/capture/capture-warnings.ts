export type CaptureWarningKind =
  /** The input ends inside a record. */
  | 'cut-off'
  /** Bytes that make no sense were skipped. */
  | 'damaged'
  /** A gzip stream ends early or is corrupt. */
  | 'compression'
  /** The spool file is full, by its limit or by its disk. */
  | 'spool-full'
  /** A connection or a capturing program was lost, or is back. */
  | 'interrupted'
  /** The operating system failed to read. */
  | 'read-error'
  /** A packet of an interface that was never described. */
  | 'unknown-interface'
  /** Packets that carry no time. */
  | 'no-time'
  /** More sections, interfaces or secrets than are kept. */
  | 'limit';

export interface CaptureWarning {
  readonly kind: CaptureWarningKind;
  /** Path of the capture, as the user gave it. */
  readonly file: string;
  /** Where in the (decompressed) capture. */
  readonly offset: number;
  /** One line: what happened and what to do. Does not repeat file and offset. */
  readonly text: string;
}

/** The warnings of one source, up to a limit: a file may be damaged in a million places. */
export class CaptureWarnings {
  readonly list: CaptureWarning[] = [];
  omitted = 0;
  lostBytes = 0;
  private readonly file: string;
  private readonly limit: number;

  constructor(file: string, limit: number) {
    this.file = file;
    this.limit = limit;
  }

  add(kind: CaptureWarningKind, offset: number, text: string): void {
    if (this.list.length < this.limit) this.list.push({ kind, file: this.file, offset, text });
    else this.omitted++;
  }

  /** A warning that is worth giving only once a source. */
  addOnce(kind: CaptureWarningKind, offset: number, text: string): void {
    if (!this.list.some((warning) => warning.kind === kind)) this.add(kind, offset, text);
  }

  /** Bytes that were skipped because they make no sense. */
  lost(offset: number, bytes: number, text: string): void {
    this.lostBytes += bytes;
    this.add('damaged', offset, text);
  }
}

/** `path:offset: text`, as compilers do; how the front ends print a warning. Of what happens live, no place tells anything. */
export function warningLine(warning: CaptureWarning): string {
  if (warning.kind === 'interrupted') return `${warning.file}: ${warning.text}`;
  return `${warning.file}: byte ${warning.offset}: ${warning.text}`;
}
