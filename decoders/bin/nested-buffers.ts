import type { FieldNode } from '../bytes/field-node.ts';
import type { InnerReading } from '../fields/field.ts';
import { Catalogue } from './catalogue.ts';
import { dissectPacket } from './dissect-packet.ts';
import { frameLength, Plausible, plausibleFrame } from './frame.ts';
import { rtpRelayContext } from './rtp-relay-context.ts';
import { siprecContext } from './siprec-context.ts';

/**
 * Complete BIN buffers that rtp_relay and siprec store in dialog values (spec bin-capabilities 5.5): marker,
 * length, version, a name, type 0 and fields, without a trailer.
 */
export const NESTED_CATALOGUE = new Catalogue([rtpRelayContext, siprecContext]);

/** Reads a dialog value that is such a buffer, in place. */
export const readDialogValue: InnerReading = (bytes, from, to) =>
  isBuffer(bytes, from, to) ? dissectPacket(NESTED_CATALOGUE, bytes, from, to) : [];

/**
 * As `readDialogValue`, for a value that had to be unescaped: its fields have no positions of their own in
 * the packet, so each gets that of the whole value, bytes[from..to).
 */
export function dissectNestedBuffer(value: Uint8Array, from: number, to: number): readonly FieldNode[] {
  return readDialogValue(value, 0, value.length).map((node) => placed(node, from, to));
}

function isBuffer(bytes: Uint8Array, from: number, to: number): boolean {
  return plausibleFrame(bytes, from, to) === Plausible.Yes && frameLength(bytes, from) <= to - from;
}

function placed(node: FieldNode, from: number, to: number): FieldNode {
  const children = node.children?.map((child) => placed(child, from, to));
  return { ...node, from, to, ...(children === undefined ? {} : { children }) };
}
