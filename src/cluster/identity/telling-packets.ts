import { CapabilityName } from '../../../decoders/bin/capability-names.ts';
import type { SeenBin } from '../seen-message.ts';

/** Capabilities whose packets tell of events at one node, and that are busy enough. */
const OF_EVENTS: ReadonlySet<string> = new Set([CapabilityName.Contacts, CapabilityName.Dialogs]);

/** Does the packet tell of an event at one node? Two nodes seldom have the same one. */
export function tellsOfEvent({ capability }: SeenBin['packet']): boolean {
  return OF_EVENTS.has(capability);
}

/** The same, or does it say when its sender began? */
export function tellsOfSender(packet: SeenBin['packet']): boolean {
  if (tellsOfEvent(packet)) return true;
  const { fields } = packet;
  return fields.timestamp !== undefined || fields.ls_timestamp !== undefined;
}
