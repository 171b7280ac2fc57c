/**
 * Stands in the bundle for Intl.Segmenter. string-width makes one as soon as it is loaded, and Node then reads
 * its tables: 15 ms of the start, for what is needed where a text holds more than letters and lines.
 */
export class LazySegmenter {
  constructor(...settings) {
    this.settings = settings;
  }

  segment(text) {
    const { Segmenter } = globalThis.Intl;
    this.segmenter ??= new Segmenter(...this.settings);
    return this.segmenter.segment(text);
  }
}
