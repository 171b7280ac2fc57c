import { numberOf } from '../field-values.ts';
import type { SeenBin } from '../seen-message.ts';

/** The node to which the source announces its link as down; undefined if the packet is no such announcement. */
export function announcedLoss({ packet }: SeenBin): number | undefined {
  if (packet.name !== 'CLUSTERER_LS_UPDATE' || numberOf(packet.fields, 'link_state') === 0) return undefined;
  return numberOf(packet.fields, 'neighbour');
}
