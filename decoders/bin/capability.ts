import type { AnyField, FieldSpec } from '../fields/field.ts';
import type { ReleaseSet } from './releases.ts';

/**
 * The declaration of a capability: its layouts (which bytes, in which releases) and its packets as lists of
 * fields. Everything else is derived from it.
 */
export interface CapabilitySpec {
  /** The capability name in the packet header. */
  readonly name: string;
  /** The OpenSIPS module that sends it. */
  readonly module: string;
  /** Section of the wire specification. */
  readonly spec: string;
  readonly note: string;
  /**
   * Where cluster and node ids are: after the fields (spec bin-core 5), as the first fields
   * (clusterer-internal), or nowhere (buffers inside dialog values).
   */
  readonly nodeIds: 'trailer' | 'prefix' | 'none';
  readonly layouts: readonly LayoutSpec[];
  readonly packets: readonly PacketSpec[];
  /** The content of a chunk of sync data of this capability. */
  readonly chunk?: ChunkSpec;
}

/** One byte layout. Several may have the same version number on the wire. */
export interface LayoutSpec {
  readonly id: string;
  /** Versions in the header (or, of sync data, in `data_version`) that may have this layout. */
  readonly wires: readonly number[];
  readonly releases: ReleaseSet;
}

export interface PacketSpec {
  /** Packet type within the capability. */
  readonly command: number;
  readonly name: string;
  readonly note: string;
  /** Layouts in which the packet exists; if absent, all. */
  readonly only?: readonly string[];
  /** Versions in the header with which it is sent, if not all of its layouts'. */
  readonly wires?: readonly number[];
  /** Releases that send it, if not all of its layouts'. */
  readonly releases?: ReleaseSet;
  readonly fields: readonly FieldSpec[];
  /** Fields that summarise in one line what the packet is about. */
  readonly about?: readonly string[];
}

export interface ChunkSpec {
  readonly only?: readonly string[];
  readonly fields: readonly FieldSpec[];
}

export function layout(id: string, wires: number | readonly number[], set: ReleaseSet): LayoutSpec {
  return { id, wires: typeof wires === 'number' ? [wires] : wires, releases: set };
}

export function packet<const Fields extends readonly AnyField[]>(
  command: number,
  name: string,
  note: string,
  fields: Fields,
  options: Pick<PacketSpec, 'only' | 'wires' | 'releases' | 'about'> = {},
): PacketSpec & { readonly fields: Fields } {
  return { command, name, note, fields, ...options };
}
