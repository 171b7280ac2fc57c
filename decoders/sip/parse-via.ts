import { losslessText } from '../bytes/text.ts';
import { unfolded } from './folding.ts';
import { type ProblemSink, parameterValues, type SipParameters } from './parse-address.ts';
import type { ViaReader } from './via.ts';

/** A value of Via. */
export interface SipVia extends SipParameters {
  /** `SIP/2.0` */
  readonly protocol: string;
  /** `UDP`, as in the message. */
  readonly transport: string;
  /** Host of sent-by; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port?: number;
  readonly branch?: string;
  readonly received?: string;
  /** Empty if the parameter has no value: a request to fill it in (RFC 3581). */
  readonly rport?: string;
}

/** The value that `reader` is at. */
export function viaValue(bytes: Uint8Array, reader: ViaReader, most: number, problems: ProblemSink): SipVia {
  problems(reader.problem, reader.from);
  const parameters = parameterValues(bytes, reader.paramsFrom, reader.paramsTo, most, problems);
  const protocol = losslessText(bytes, reader.protocolFrom, reader.protocolTo);
  const version = losslessText(bytes, reader.versionFrom, reader.versionTo);
  const [branch, received, rport] = ['branch', 'received', 'rport'].map((name) =>
    parameters.params.find((param) => param.name.toLowerCase() === name),
  );
  return {
    protocol: `${protocol}/${version}`,
    transport: losslessText(bytes, reader.transportFrom, reader.transportTo),
    host: unfolded(bytes, reader.hostFrom, reader.hostTo),
    ...(reader.port < 0 ? {} : { port: reader.port }),
    ...(branch?.value === undefined ? {} : { branch: branch.value }),
    ...(received?.value === undefined ? {} : { received: received.value }),
    ...(rport === undefined ? {} : { rport: rport.value ?? '' }),
    ...parameters,
  };
}
