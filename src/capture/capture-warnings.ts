export type CaptureWarningKind =
  /** The input ends inside a record. */
  | 'cut-off'
  /** Bytes that make no sense were skipped. */
  | 'damaged'
  /** A gzip stream ends early, or is corrupt. */
  | 'compression'
  /** The spool file has reached its limit, or its disk is full. */
  | 'spool-full'
  /** A connection or a capturing program was lost, or is back. */
  | 'interrupted'
  /** The operating system failed to read. */
  | 'read-error'
  /** A packet refers to an interface that was not described. */
  | 'unknown-interface'
  /** Packets without a time stamp. */
  | 'no-time'
  /** More sections, interfaces or secrets than are kept. */
  | 'limit';

export interface CaptureWarning {
  readonly kind: CaptureWarningKind;
  /** Path of the capture, as the user gave it. */
  readonly file: string;
  /** Offset in the (decompressed) capture. */
  readonly offset: number;
  /** One line: what happened and what to do. File and offset are not repeated in it. */
  readonly text: string;
}

/** `1 byte`, `2 bytes`. */
export function bytesText(count: number): string {
  return `${count} ${count === 1 ? 'byte' : 'bytes'}`;
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

  /** For a warning that is worth giving only once per source. */
  addOnce(kind: CaptureWarningKind, offset: number, text: string): void {
    if (!this.list.some((warning) => warning.kind === kind)) this.add(kind, offset, text);
  }

  /** Bytes that were skipped because they make no sense. */
  lost(offset: number, bytes: number, text: string): void {
    this.lostBytes += bytes;
    this.add('damaged', offset, text);
  }
}

/** `path:offset: text`, as compilers print it. What happened during a live capture has no useful offset. */
export function warningLine(warning: CaptureWarning): string {
  if (warning.kind === 'interrupted') return `${warning.file}: ${warning.text}`;
  return `${warning.file}: byte ${warning.offset}: ${warning.text}`;
}
