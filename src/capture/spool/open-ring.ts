import type { SourceId } from '../../ids.ts';
import type { CaptureSource } from '../capture-source.ts';
import { type CaptureOptions, openCaptureParts } from '../open-capture.ts';
import { TimeBase } from '../time-base.ts';
import { type NamedObserver, observersIn } from './observer-comments.ts';
import { ObserverPart } from './observer-part.ts';
import type { CaptureParts } from './spool-parts.ts';

/** A source that can be opened, and its name. */
export interface OpenableRing {
  readonly name: string;
  open(id: SourceId, base: TimeBase, options: CaptureOptions): Promise<CaptureSource>;
}

/**
 * Finds the observers whose frames are in a spool or in any other capture, and returns a source for each, as
 * there was when it was captured. Rejects with a CaptureError.
 */
export async function observersOfRing(parts: CaptureParts): Promise<readonly OpenableRing[]> {
  const observers = await observersOf(parts);
  if (observers.length < 2) {
    return [{ name: nameOf(observers[0], parts), open: (...place) => openCaptureParts(parts, ...place) }];
  }
  return observers.map((observer) => ({
    name: nameOf(observer, parts),
    open: async (...place) => new ObserverPart(await openCaptureParts(parts, ...place), observer.id),
  }));
}

/** The first section names all of them. */
async function observersOf(parts: CaptureParts): Promise<readonly NamedObserver[]> {
  const source = await openCaptureParts(parts, 0 as SourceId, new TimeBase(), {});
  source.advance();
  const [section] = source.description.sections;
  source.close();
  return observersIn(section?.comments ?? []);
}

function nameOf(observer: NamedObserver | undefined, { path }: CaptureParts): string {
  if (observer === undefined) return path;
  return observer.name === '-' ? 'standard input' : observer.name;
}
