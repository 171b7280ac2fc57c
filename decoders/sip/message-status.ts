export const SipStatus = {
  /** Complete, and its structure is according to the grammar. */
  Decoded: 1,
  /** The bytes end inside the message: see `cut`. */
  Partial: 2,
  /** See `problem`; everything readable was read. */
  Malformed: 4,
} as const;
export type SipStatus = (typeof SipStatus)[keyof typeof SipStatus];

/** Where the bytes of a message end too early. */
export const SipCut = { None: 0, StartLine: 1, Headers: 2, Body: 3 } as const;
export type SipCut = (typeof SipCut)[keyof typeof SipCut];

export type SipStatusName = 'decoded' | 'partial' | 'malformed';

export const SIP_STATUS_NAMES: Readonly<Record<SipStatus, SipStatusName>> = {
  [SipStatus.Decoded]: 'decoded',
  [SipStatus.Partial]: 'partial',
  [SipStatus.Malformed]: 'malformed',
};
