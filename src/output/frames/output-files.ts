import type { ByteSink } from './byte-sink.ts';
import { fileSink } from './byte-sink.ts';

/** When to begin a new file; if nothing is given, there is only one. */
export interface Rotation {
  /** Size of a file in bytes. */
  readonly bytes?: number | undefined;
  /** Time covered by a file in seconds. */
  readonly seconds?: number | undefined;
  /** How many of the newest files to keep; all if not given. */
  readonly keep?: number | undefined;
}

/** Digits of a file's number, as in dumpcap's names. */
const DIGITS = 5;

/**
 * The files that are written one after the other. A single one has the given name; of several, number and
 * local time are inserted before the extension: `out_00001_20260102030405.pcapng`.
 */
export class OutputFiles {
  readonly path: string;
  readonly rotation: Rotation;
  private readonly inputs: readonly string[];
  private readonly remove: (path: string) => void;
  private readonly names: string[] = [];
  private begun = 0;
  private first: ByteSink | undefined;

  /** `inputs` must not be overwritten; `remove` deletes files beyond those that are kept. */
  constructor(
    path: string,
    rotation: Rotation,
    inputs: readonly string[],
    remove: (path: string) => void = () => {},
  ) {
    this.path = path;
    this.rotation = rotation;
    this.inputs = inputs;
    this.remove = remove;
  }

  get rotates(): boolean {
    return this.rotation.bytes !== undefined || this.rotation.seconds !== undefined;
  }

  /** Creates the first file, so that errors show before anything is read. Throws an OutputError. */
  open(): void {
    this.first = this.create();
  }

  /** Makes this user the owner of the first file, if it was created here. */
  giveTo(user: number, group: number): void {
    this.first?.giveTo?.(user, group);
  }

  /** Begins the next file. Throws an OutputError. */
  next(): ByteSink {
    const sink = this.first ?? this.create();
    this.first = undefined;
    return sink;
  }

  /** Nothing will be written: files that rotation has named are not left empty. */
  discard(): void {
    for (const name of this.names.splice(0)) this.remove(name);
  }

  private create(): ByteSink {
    this.begun++;
    // Unless it has been moved away, the file is appended to: a pcapng may have several sections.
    if (!this.rotates) return fileSink(this.path, this.inputs, this.begun > 1 ? 'append' : 'replace');
    const name = numbered(this.path, this.begun, new Date());
    const sink = fileSink(name, this.inputs);
    this.names.push(name);
    const { keep = Number.POSITIVE_INFINITY } = this.rotation;
    if (this.names.length > keep) this.remove(this.names.shift() ?? '');
    return sink;
  }
}

function numbered(path: string, number: number, now: Date): string {
  const [, stem = path, ending = ''] = /^(.*[^/])(\.[^./]+)$/.exec(path) ?? [];
  const parts = [now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes(), now.getSeconds()];
  const time = `${now.getFullYear()}${parts.map((part) => String(part).padStart(2, '0')).join('')}`;
  return `${stem}_${String(number).padStart(DIGITS, '0')}_${time}${ending}`;
}
