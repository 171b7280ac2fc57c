import { keyLogLine } from '../../../decoders/tls/key-log.ts';
import { Frame } from '../../capture/frame.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId, SourceId } from '../../ids.ts';
import { Extents } from '../../reassembly/carried-message.ts';
import { SealedRecord } from '../../reassembly/tls/sealed-records.ts';
import { VERSION } from '../version.ts';
import type { ByteSink } from './byte-sink.ts';
import { PcapngWriter } from './pcapng-writer.ts';
import { upgradesOf } from './upgrades-of.ts';

/** The frames of one source that are to be written, and how many have been. */
interface SourceFrames {
  readonly offsets: readonly number[];
  at: number;
  readonly frame: Frame;
}

/**
 * Collects the frames that carry messages, and writes them to a pcapng: each once, in the order of time if
 * the frames of each source are in order. Of a message that several observers saw, only the frames of the
 * first one are written, unless further observers are asked for. Decrypting a message in TLS takes the whole
 * connection up to it and the keys, so both are written as well; of one in a WebSocket, what opened that.
 */
export class FrameCollector {
  private readonly session: Session;
  private readonly extents = new Extents();
  /** Record offsets, by source. */
  private readonly offsets: number[][];

  /** The last record needed of each TLS connection, by its number. */
  private readonly records = new Map<number, number>();
  private readonly record = new SealedRecord();
  /** Key log lines of further observers. */
  private readonly furtherKeys = new Set<string>();

  constructor(session: Session) {
    this.session = session;
    this.offsets = session.sources.map(() => []);
  }

  add(id: MessageId): void {
    const { index } = this.session.tables;
    const offsets = this.offsets[index.source(id)] as number[];
    index.locate(id, this.extents);
    for (let at = 0; at < this.extents.count; at++) {
      offsets.push(this.extents.recordOffset[at] as number);
      const record = this.extents.record[at] as number;
      if (record !== 0) this.addRecord(record);
    }
    for (const record of upgradesOf(this.session, id)) offsets.push(record);
  }

  /** Adds what an observer saw after the first one: frames of the same capture as read by another session. */
  take(further: FrameCollector, source: SourceId): void {
    for (const line of further.addConnections()) this.furtherKeys.add(line);
    const offsets = this.offsets[source];
    for (const one of further.offsets.flat()) offsets?.push(one);
  }

  private addRecord(id: number): void {
    const { record, records, session } = this;
    session.tls.records.read(id, record);
    records.set(record.connection, Math.max(id, records.get(record.connection) ?? 0));
  }

  /** Adds the frames of the TLS connections; returns their key log lines. */
  private addConnections(): readonly string[] {
    const { record, records } = this;
    const { records: all, secrets } = this.session.tls;
    for (const id of all.idsTo(Math.max(0, ...records.values()))) {
      all.read(id, record);
      const source = all.connection(record.connection)?.source;
      if (source === undefined || id > (records.get(record.connection) ?? 0)) continue;
      const { extents } = record;
      for (let at = 0; at < extents.count; at++) {
        this.offsets[source]?.push(extents.recordOffset[at] as number);
      }
    }
    const randoms = [...records.keys()].flatMap((number) => [
      ...(all.connection(number)?.clientRandoms ?? []),
    ]);
    const entries = [...new Set(randoms)].flatMap((random) => secrets.entriesOf(random));
    return entries.map(keyLogLine);
  }

  /** Returns the number of frames written. Rejects with an OutputError. */
  async write(sink: ByteSink): Promise<number> {
    const writer = new PcapngWriter(sink, this.session.tables.base, VERSION);
    const keyLog = [...new Set([...this.addConnections(), ...this.furtherKeys])].join('');
    if (keyLog !== '') writer.writeKeyLog(keyLog);
    const heads = this.offsets.map((offsets) => ({
      offsets: [...new Set(offsets)].sort((a, b) => a - b),
      at: -1,
      frame: new Frame(),
    }));
    heads.forEach((head, source) => {
      this.step(head, source);
    });
    for (let source = earliest(heads); source >= 0; source = earliest(heads)) {
      const head = heads[source] as SourceFrames;
      const { sources } = this.session;
      if (!writer.write(sources[source] as (typeof sources)[number], head.frame)) await writer.drained();
      this.step(head, source);
    }
    await writer.close();
    return writer.count;
  }

  /** Reads the next frame of a source, skipping those that are gone. */
  private step(head: SourceFrames, source: number): void {
    do head.at++;
    while (
      head.at < head.offsets.length &&
      this.session.sources[source]?.readRecord(head.offsets[head.at] as number, head.frame) !== true
    );
  }
}

/** The source whose next frame is the earliest; -1 if there are no more. */
function earliest(heads: readonly SourceFrames[]): number {
  let best = -1;
  let bestTime = Number.POSITIVE_INFINITY;
  heads.forEach(({ offsets, at, frame }, source) => {
    if (at >= offsets.length || frame.time >= bestTime) return;
    best = source;
    bestTime = frame.time;
  });
  return best;
}
