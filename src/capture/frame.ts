import type { SourceId } from '../ids.ts';

/**
 * One captured link-layer packet, as a window into that chunk of its file that is in memory. A reader has one
 * Frame and refills it for each packet: to keep something, copy it, or remember `recordOffset` and read the
 * record again.
 */
export class Frame {
  source: SourceId = 0 as SourceId;
  /** Counted from 1 per source, as in tshark and Wireshark. */
  number = 0;
  /** Nanoseconds since the session's base; exact for 104 days on either side. */
  time = 0;
  /** LINKTYPE_ value, of the file or of the pcapng interface. */
  linkType = 0;
  /** Index into `description.interfaces` of the source, which covers all sections; 0 in a pcap. */
  interfaceId = 0;

  /** The captured bytes are bytes[from..to). */
  bytes: Uint8Array = new Uint8Array(0);
  from = 0;
  to = 0;
  /** Length of the packet on the wire; more than `to - from` if the snap length cut it. */
  originalLength = 0;
  /** The capture ends inside this packet: not the snap length has cut it. */
  cutByEnd = false;

  /** Where the record (pcap) or block (pcapng) of this packet begins in its file or spool file. */
  recordOffset = 0;
  /** Distance from `recordOffset` to the first captured byte. */
  dataDelta = 0;
}
