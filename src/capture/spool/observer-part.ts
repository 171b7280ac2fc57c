import type { Advance, CaptureSource } from '../capture-source.ts';
import { DerivedSource } from '../derived-source.ts';
import { observersIn } from './observer-comments.ts';

/** The frames of one observer out of a capture with those of several, as a source of its own. */
export class ObserverPart extends DerivedSource {
  private readonly observer: number;
  /** Maps interfaces of the capture to observers. */
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
