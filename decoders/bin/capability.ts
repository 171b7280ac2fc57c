import type { AnyField, FieldSpec } from '../fields/field.ts';
import type { ReleaseSet } from './releases.ts';

/**
 * What a file of a capability declares: its layouts (which bytes, by which releases) and its packets
 * as lists of fields. Everything else is derived from this.
 */
export interface CapabilitySpec {
  /** The name in the packet's header. */
  readonly name: string;
  /** OpenSIPS module that sends it. */
  readonly module: string;
  /** Section of the wire specification. */
  readonly spec: string;
  readonly note: string;
  /**
   * Where cluster and nodes stand: behind the fields (spec bin-core 5), as the first fields
   * (clusterer-internal), or nowhere (buffers inside dialog values).
   */
  readonly nodeIds: 'trailer' | 'prefix' | 'none';
  readonly layouts: readonly LayoutSpec[];
  readonly packets: readonly PacketSpec[];
  /** What a chunk of sync data of this capability holds. */
  readonly chunk?: ChunkSpec;
}

/** One byte layout. Several may share a version number on the wire. */
export interface LayoutSpec {
  readonly id: string;
  /** Versions in the header (sync data: in `data_version`) that it goes with. */
  readonly wires: readonly number[];
  readonly releases: ReleaseSet;
}

export interface PacketSpec {
  /** Packet id inside the capability. */
  readonly command: number;
  readonly name: string;
  readonly note: string;
  /** Layouts in which the packet exists; all where absent. */
  readonly only?: readonly string[];
  /** Versions in the header that it is sent with, where not all of its layouts'. */
  readonly wires?: readonly number[];
  /** Releases that send it, where not all of its layouts'. */
  readonly releases?: ReleaseSet;
  readonly fields: readonly FieldSpec[];
  /** Fields that say in one line what the packet is about. */
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
