/** What a row of a message shows whatever else it shows: a method, or the name of a capability. */
export const METHODS_AND_CAPABILITIES =
  /\b(?:REGISTER|INVITE|ACK|BYE|CANCEL|OPTIONS|MESSAGE|SUBSCRIBE|NOTIFY)\b|usrloc-contact|dialog-dlg|dialog-prof|ratelimit-pipe|clusterer-(?:internal|extra)|UCONTACT|URECORD|DLG_|CLUSTERER_/;
