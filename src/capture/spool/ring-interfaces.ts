import type { CaptureSource } from '../capture-source.ts';
import type { Frame } from '../frame.ts';
import { interfaceName, type PcapngEncoder } from '../pcapng/pcapng-encoder.ts';
import { observerComment } from './observer-comments.ts';

/** What the ring needs to know of a source. */
export type SpooledFrom = Pick<CaptureSource, 'id' | 'name' | 'description' | 'live'>;

interface RingInterface {
  readonly source: SpooledFrom;
  /** Index in the source's description. */
  readonly id: number;
  readonly linkType: number;
}

/** The interfaces of all sources, in the numbering of each file of the ring. */
export class RingInterfaces {
  private readonly all: RingInterface[] = [];
  private readonly bySource: number[][] = [];

  /** Number of the interface that saw the frame; undefined if it is new and has to be added. */
  find({ id }: SpooledFrom, { interfaceId }: Frame): number | undefined {
    return this.bySource[id]?.[interfaceId];
  }

  add(source: SpooledFrom, { interfaceId, linkType }: Frame): number {
    const number = this.all.push({ source, id: interfaceId, linkType }) - 1;
    this.bySource[source.id] ??= [];
    (this.bySource[source.id] as number[])[interfaceId] = number;
    return number;
  }

  get(number: number): RingInterface | undefined {
    return this.all[number];
  }

  /** Writes the descriptions of all, or only of the last one. */
  describe(blocks: PcapngEncoder, onlyLast = false): void {
    for (const { source, id, linkType } of onlyLast ? this.all.slice(-1) : this.all) {
      const seen = source.description.interfaces[id];
      blocks.interface({
        linkType,
        snapLength: seen?.snapLength ?? 0,
        name: interfaceName(source.name, seen?.name),
        label: seen?.label ?? '',
        filter: seen?.filter ?? '',
        comment: observerComment(source),
      });
    }
  }

  /** Writes the counters, where there are any. */
  count(blocks: PcapngEncoder, time: number): void {
    for (const [number, { source }] of this.all.entries()) {
      const counts = source.live?.counts;
      if (counts === undefined) continue;
      blocks.statistics(number, time, { received: counts.received, droppedByOs: counts.dropped });
    }
  }
}
