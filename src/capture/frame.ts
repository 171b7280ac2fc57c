import type { SourceId } from '../ids.ts';

/**
 * One captured link-layer packet, as a window into the chunk of its file that is in memory now.
 * A reader has one Frame and refills it for each packet: who wants to keep something copies it, or
 * remembers `recordOffset` and reads the file again.
 */
export class Frame {
  source: SourceId = 0 as SourceId;
  /** Counted from 1 inside the source, as tshark and Wireshark do. */
  number = 0;
  /** Nanoseconds since the session's base; exact for 104 days on either side. */
  time = 0;
  /** LINKTYPE_ value of the file or of the pcapng interface. */
  linkType = 0;
  /** Which of the source's `description.interfaces`: counted over all sections; 0 in a pcap. */
  interfaceId = 0;

  /** Captured bytes are bytes[from..to). */
  bytes: Uint8Array = new Uint8Array(0);
  from = 0;
  to = 0;
  /** Length of the packet on the wire; more than `to - from` where the snap length cut it. */
  originalLength = 0;

  /** Where the record (pcap) or block (pcapng) of this packet starts in its file (or spool file). */
  recordOffset = 0;
  /** Distance from there to the first captured byte. */
  dataDelta = 0;
}
