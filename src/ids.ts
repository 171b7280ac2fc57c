/** Branded numbers: an index of one table cannot be handed to another by mistake. */

declare const brand: unique symbol;
type Id<Name extends string> = number & { readonly [brand]: Name };

/** A capture file or interface, in the order of opening; what sees packets is an observer. */
export type SourceId = Id<'source'>;
/** An IP address, interned in the EndpointTable. */
export type AddressId = Id<'address'>;
/** An address and a port, interned in the EndpointTable. */
export type EndpointId = Id<'endpoint'>;
/** A byte string interned in a ByteStringTable (AOR, Call-ID, ...). */
export type StringId = Id<'string'>;
/** A message, in the order of its arrival in the store (from 0); not the number that users see. */
export type MessageId = Id<'message'>;
