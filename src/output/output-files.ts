import type { ByteSink } from './byte-sink.ts';
import { fileSink } from './byte-sink.ts';

/** When a new file is begun; without any of it, there is one. */
export interface Rotation {
  /** Bytes after which the next file begins. */
  readonly bytes?: number | undefined;
  /** Seconds after which it does. */
  readonly seconds?: number | undefined;
  /** The newest that stay; all if not given. */
  readonly keep?: number | undefined;
}

/** Digits of a file's number, as dumpcap has them. */
const DIGITS = 5;

/**
 * The files that are written one after the other. One file has the name that was given; where there are to
 * be several, number and local time come before its ending: `out_00001_20260102030405.pcapng`.
 */
export class OutputFiles {
  readonly path: string;
  readonly rotation: Rotation;
  private readonly inputs: readonly string[];
  private readonly remove: (path: string) => void;
  private readonly names: string[] = [];
  private begun = 0;
  private first: ByteSink | undefined;

  /** `inputs` are not written over; `remove` is for files beyond those that are kept. */
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

  /** Creates the first one, so that a mistake is known before anything is read. Throws an OutputError. */
  open(): void {
    this.first = this.create();
  }

  /** The first one, if it was created here, belongs to this user from now on. */
  giveTo(user: number, group: number): void {
    this.first?.giveTo?.(user, group);
  }

  /** The next one. Throws an OutputError. */
  next(): ByteSink {
    const sink = this.first ?? this.create();
    this.first = undefined;
    return sink;
  }

  private create(): ByteSink {
    this.begun++;
    // Somebody has moved it away, or else it goes on behind what is there: sections may follow each other.
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
