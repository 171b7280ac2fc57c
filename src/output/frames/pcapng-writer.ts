import { TLS_KEY_LOG } from '../../capture/capture-secrets.ts';
import type { CaptureSource } from '../../capture/capture-source.ts';
import type { Frame } from '../../capture/frame.ts';
import { interfaceName, PcapngEncoder } from '../../capture/pcapng/pcapng-encoder.ts';
import type { TimeBase } from '../../capture/time-base.ts';
import type { ByteSink } from './byte-sink.ts';

/** Blocks are handed on in pieces of at least this size. */
const PIECE = 256 * 1024;

/** What the file says about a capture source. */
export type WrittenSource = Pick<CaptureSource, 'id' | 'name' | 'description'>;

/**
 * Writes frames of any sources and link types to a pcapng (draft-ietf-opsawg-pcapng) with one section: one
 * interface for each interface of each source, named after both, with nanosecond time stamps. Methods throw,
 * or reject with, an OutputError.
 */
export class PcapngWriter {
  /** Number of packets written. */
  count = 0;
  private readonly sink: ByteSink;
  private readonly blocks: PcapngEncoder;
  /** Interface numbers in the file, by source id and interface of the source. */
  private readonly interfaces = new Map<number, Map<number, number>>();
  private interfaceCount = 0;
  private handed = 0;
  private flowing = true;

  /** `version` is syncgrep's version. */
  constructor(sink: ByteSink, base: TimeBase, version: string) {
    this.sink = sink;
    this.blocks = new PcapngEncoder(base);
    this.blocks.section(`syncgrep ${version}`);
  }

  /** Size of the file so far, in bytes. */
  get size(): number {
    return this.handed + this.blocks.length;
  }

  /**
   * Appends a packet. `frame.time` is relative to the given base; before 1970 and after 2554 it is clamped to
   * what the format can express. If it returns false, wait for `drained`.
   */
  write(source: WrittenSource, frame: Frame, comment = ''): boolean {
    this.blocks.packet(this.interfaceOf(source, frame), frame, comment);
    this.count++;
    if (this.blocks.length >= PIECE) this.flush();
    return this.flowing;
  }

  /** Appends a TLS key log, for the packets after it. */
  writeKeyLog(text: string): void {
    this.blocks.secrets(TLS_KEY_LOG, text);
  }

  /** Hands everything written so far to the sink. */
  flush(): void {
    const { length } = this.blocks;
    if (length === 0) return;
    this.handed += length;
    this.flowing = this.sink.write(this.blocks.take());
  }

  /** Resolves when the sink accepts more. */
  async drained(): Promise<void> {
    await this.sink.drained();
    this.flowing = true;
  }

  /** Writes the rest and closes the sink. */
  async close(): Promise<void> {
    this.flush();
    await this.sink.close();
  }

  private interfaceOf(source: WrittenSource, frame: Frame): number {
    let known = this.interfaces.get(source.id);
    if (known === undefined) {
      known = new Map();
      this.interfaces.set(source.id, known);
    }
    let id = known.get(frame.interfaceId);
    if (id === undefined) {
      id = this.interfaceCount++;
      known.set(frame.interfaceId, id);
      const seen = source.description.interfaces[frame.interfaceId];
      this.blocks.interface({
        linkType: frame.linkType,
        snapLength: seen?.snapLength ?? 0,
        name: interfaceName(source.name, seen?.name),
        label: seen?.label ?? '',
        filter: seen?.filter ?? '',
        comment: '',
      });
    }
    return id;
  }
}
