import { Header } from './header-names.ts';
import type { SipIndex } from './message-index.ts';
import { AddressReader } from './name-addr.ts';
import { ParameterReader } from './parameters.ts';

/**
 * The tags of From and To, which with the Call-ID identify a dialog (RFC 3261 12). An empty range means no
 * tag. Reused; allocates nothing.
 */
export class DialogTags {
  fromTagFrom = 0;
  fromTagTo = 0;
  toTagFrom = 0;
  toTagTo = 0;

  private readonly address = new AddressReader();
  private readonly parameters = new ParameterReader();

  read(index: SipIndex): void {
    const hasFrom = this.findTag(index, Header.From);
    this.fromTagFrom = hasFrom ? this.parameters.valueFrom : index.from;
    this.fromTagTo = hasFrom ? this.parameters.valueTo : index.from;
    const hasTo = this.findTag(index, Header.To);
    this.toTagFrom = hasTo ? this.parameters.valueFrom : index.from;
    this.toTagTo = hasTo ? this.parameters.valueTo : index.from;
  }

  private findTag(index: SipIndex, header: Header): boolean {
    const entry = index.first(header);
    if (entry < 0) return false;
    const { address, parameters } = this;
    address.start(index.bytes, index.valueFrom(entry), index.valueTo(entry), false);
    if (!address.next()) return false;
    parameters.start(index.bytes, address.paramsFrom, address.paramsTo);
    return parameters.find('tag') && parameters.valueFrom >= 0;
  }
}
