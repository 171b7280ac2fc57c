import { keyLogLine } from '../../../decoders/tls/key-log.ts';
import { Frame } from '../../capture/frame.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId, SourceId } from '../../ids.ts';
import { Extents } from '../../reassembly/carried-message.ts';
import { SealedRecord } from '../../reassembly/tls/sealed-records.ts';
import { VERSION } from '../version.ts';
import { ConnectionRecords } from './connection-records.ts';
import type { OutputFiles } from './output-files.ts';
import { PcapngWriter } from './pcapng-writer.ts';
import { upgradesOf } from './upgrades-of.ts';

/** Frames per source that are remembered as written; an older one seldom carries a further message. */
const REMEMBERED = 4096;

/**
 * Writes the frames of messages as these are shown, so that a capture of days needs no memory for them, and
 * everything shown is on disk even if the program is killed. Each frame is written once per file, in the
 * order in which messages were completed. Of a message in TLS, the connection up to it and the keys are
 * written as well; of one in a WebSocket, what opened that.
 */
export class FrameStream {
  private readonly session: Session;
  private readonly files: OutputFiles;
  private readonly failed: (error: Error) => void;
  private readonly extents = new Extents();
  private readonly frame = new Frame();
  private readonly record = new SealedRecord();
  private readonly written = new Map<SourceId, Set<number>>();
  private readonly records: ConnectionRecords;
  private writer: PcapngWriter | undefined;
  private begunAt = 0;
  private count = 0;
  private isOver = false;

  /** `failed` is told why nothing more can be written; messages continue to be shown. */
  constructor(session: Session, files: OutputFiles, failed: (error: Error) => void) {
    this.session = session;
    this.records = new ConnectionRecords(session.tls.records);
    this.files = files;
    this.failed = failed;
  }

  add(id: MessageId): void {
    if (this.isOver) return;
    try {
      this.rotate();
      this.write(id);
    } catch (error) {
      this.giveUp(error);
    }
  }

  /** The next frame goes to a new file: the current one has been moved away (as logrotate does). */
  async reopen(): Promise<void> {
    const { writer } = this;
    this.writer = undefined;
    this.written.clear();
    this.records.beginFile();
    try {
      await writer?.close();
    } catch (error) {
      this.giveUp(error);
    }
  }

  /** Hands everything written so far to the disk. */
  flush(): void {
    try {
      this.writer?.flush();
    } catch (error) {
      this.giveUp(error);
    }
  }

  /** Returns the number of frames written. */
  async finish(): Promise<number> {
    // Even if nothing was shown there is a file, without frames.
    if (!this.isOver) this.writer ??= this.begin();
    await this.reopen();
    return this.count;
  }

  private rotate(): void {
    const { writer } = this;
    const { bytes = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY } = this.files.rotation;
    if (writer === undefined) return;
    if (writer.size < bytes && performance.now() - this.begunAt < seconds * 1000) return;
    void this.reopen();
  }

  private begin(): PcapngWriter {
    this.begunAt = performance.now();
    return new PcapngWriter(this.files.next(), this.session.tables.base, VERSION);
  }

  private write(id: MessageId): void {
    const { extents } = this;
    const { index } = this.session.tables;
    const source = index.source(id);
    index.locate(id, extents);
    const last = Math.max(...extents.record.slice(0, extents.count));
    if (last > 0) this.writeConnection(last);
    for (const record of upgradesOf(this.session, id)) this.writeFrame(source, record);
    for (let at = 0; at < extents.count; at++) this.writeFrame(source, extents.recordOffset[at] as number);
  }

  private writeFrame(source: SourceId, offset: number): void {
    const capture = this.session.sources[source];
    if (capture === undefined || !this.isNew(source, offset)) return;
    if (!capture.readRecord(offset, this.frame)) return;
    this.writer ??= this.begin();
    this.writer.write(capture, this.frame);
    this.count++;
  }

  private isNew(source: SourceId, offset: number): boolean {
    let written = this.written.get(source);
    if (written === undefined) {
      written = new Set();
      this.written.set(source, written);
    }
    if (written.has(offset)) return false;
    written.add(offset);
    if (written.size > REMEMBERED) written.delete(written.values().next().value ?? offset);
    return true;
  }

  /** The records of a connection up to this one, and the keys that decrypt them. */
  private writeConnection(last: number): void {
    const { record } = this;
    const { records, secrets } = this.session.tls;
    records.read(last, record);
    const number = record.connection;
    const connection = records.connection(number);
    if (connection === undefined) return;
    if (!this.records.has(number)) {
      const keys = [...connection.clientRandoms].flatMap((random) => secrets.entriesOf(random));
      this.writer ??= this.begin();
      this.writer.writeKeyLog(keys.map(keyLogLine).join(''));
    }
    for (const id of this.records.take(number, last)) {
      records.read(id, record);
      for (let at = 0; at < record.extents.count; at++) {
        this.writeFrame(connection.source, record.extents.recordOffset[at] as number);
      }
    }
  }

  private giveUp(error: unknown): void {
    this.isOver = true;
    this.writer = undefined;
    this.failed(error instanceof Error ? error : new Error(String(error)));
  }
}
