import { Trait } from '../../decoders/sip/message-traits.ts';
import type { EndpointId, SourceId } from '../ids.ts';
import type { Cut, Protocol, Transport } from '../reassembly/carried-message.ts';

/** What is stored of a message when it is added; a reused object. */
export class NewMessage {
  protocol: Protocol = 1;
  transport: Transport = 1;
  cut: Cut = 0;
  status = 0;
  time = 0;
  source: SourceId = 0 as SourceId;
  frame = 0;
  sender: EndpointId = 0 as EndpointId;
  receiver: EndpointId = 0 as EndpointId;
  length = 0;
  kind = 0;
  /** Hash of its bytes, in two halves. */
  hash = 0;
  secondHash = 0;
  /** TCP sequence number of its first byte; 0 for a datagram. */
  sequence = 0;
  /** IP identification of the datagram, 16 bits; 0 if there is none. */
  identification = 0;
  /** Index in the table of (cluster, originator, destination); 0 if it has none. */
  route = 0;
  /** CSeq number of a SIP message; -1 if it has none. */
  cseq = -1;
  /** Which terms are the AORs of From and To, or of a replicated call's two ends, counted from 0; 0 (or more than 3) if none was kept. */
  fromTerm = 0;
  toTerm = 0;
  /** See `SipTraits`; 0 if unknown or no SIP. */
  branch = 0;
  fromTag = 0;
  toTag = 0;
  hasToTag: Trait = Trait.Unknown;
  legs: Trait = Trait.Unknown;
  /**
   * Is all known that a BIN packet says of the call that it replicates? Then the first term is its Call-ID, `fromTerm` and
   * `toTerm` are those of its two ends, and the dialog ends at `timeout`: seconds since 1970, 0 if it does not say.
   */
  namesCall = false;
  timeout = 0;
  /** Index in the table of bindings, of a REGISTER and its 2xx; 0 if the message has to be read for them. */
  bindings = 0;
  /** Hash of a BIN packet without its destination, in two halves. */
  content = 0;
  secondContent = 0;
  /** Are its bytes masked or encrypted in the file? The extents say how. */
  coded = false;
  /** AORs and Call-IDs that it is about; see `MessageIndex.term`. */
  terms = new Uint32Array(64);
  termCount = 0;

  /** Returns the position of the term among the others. */
  addTerm(term: number): number {
    for (let at = 0; at < this.termCount; at++) if (this.terms[at] === term) return at;
    if (this.termCount === MOST_TERMS) return MOST_TERMS;
    if (this.termCount === this.terms.length) {
      const larger = new Uint32Array(this.termCount * 2);
      larger.set(this.terms);
      this.terms = larger;
    }
    this.terms[this.termCount] = term;
    return this.termCount++;
  }
}

/** Most AORs and Call-IDs kept of one message; a sync packet of 64 kB cannot hold more. */
export const MOST_TERMS = 8192;
