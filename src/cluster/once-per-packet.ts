import type { Fields } from '../../decoders/fields/decode.ts';
import type { SeenBin } from './seen-message.ts';

/**
 * What is made of a packet, made once for the copies of a broadcast: they share their fields, and mostly
 * follow each other. `make` may use all that copies have in common, which is everything but their
 * destination, their link and their time.
 */
export function oncePerPacket<Made>(make: (message: SeenBin) => Made): (message: SeenBin) => Made {
  let last: { readonly fields: Fields; readonly name: string | undefined; readonly made: Made } | undefined;
  return (message) => {
    const { fields, name } = message.packet;
    if (last?.fields !== fields || last.name !== name) last = { fields, name, made: make(message) };
    return last.made;
  };
}

/** The same for what is made of fields and of what was there before. */
export function oncePerFields<Before, Made>(
  make: (fields: Fields, before: Before) => Made,
): (fields: Fields, before: Before) => Made {
  let last: { readonly fields: Fields; readonly before: Before; readonly made: Made } | undefined;
  return (fields, before) => {
    if (last?.fields !== fields || last.before !== before) {
      last = { fields, before, made: make(fields, before) };
    }
    return last.made;
  };
}
