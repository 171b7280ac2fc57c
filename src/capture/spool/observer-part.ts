import type { Advance, CaptureSource } from '../capture-source.ts';
import { DerivedSource } from '../derived-source.ts';
import { observersIn } from './observer-comments.ts';

/** Of a capture in which the frames of several observers are together, those of one: a source of its own. */
export class ObserverPart extends DerivedSource {
  private readonly observer: number;
  /** By interface of the capture: whose it is. */
  private readonly owners: number[] = [];

  constructor(whole: CaptureSource, observer: number) {
    super(whole);
    this.observer = observer;
  }

  override advance(): Advance {
    for (;;) {
      const found = super.advance();
      if (found !== 'frame' || this.ownerOf(this.frame.interfaceId) === this.observer) return found;
    }
  }

  private ownerOf(interfaceId: number): number | undefined {
    this.owners[interfaceId] ??=
      observersIn(this.description.interfaces[interfaceId]?.comments ?? [])[0]?.id ?? -1;
    return this.owners[interfaceId];
  }
}
