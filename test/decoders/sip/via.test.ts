import { describe, expect, test } from 'vitest';
import { SipProblem } from '../../../decoders/sip/problems.ts';
import { ViaReader } from '../../../decoders/sip/via.ts';
import { bytesOf, textOf } from './messages.ts';

/** `protocol/version/transport host:port params` of every hop. */
function hops(text: string): readonly string[] {
  const bytes = bytesOf(text);
  const reader = new ViaReader();
  const found: string[] = [];
  reader.start(bytes, 0, bytes.length);
  while (reader.next()) {
    const part = (from: number, to: number): string => textOf(bytes, from, to) ?? '';
    const protocol = part(reader.protocolFrom, reader.protocolTo);
    const version = part(reader.versionFrom, reader.versionTo);
    const transport = part(reader.transportFrom, reader.transportTo);
    const host = part(reader.hostFrom, reader.hostTo);
    const params = part(reader.paramsFrom, reader.paramsTo);
    const problem = reader.problem === SipProblem.None ? '' : ` !${reader.problem}`;
    found.push(`${protocol}/${version}/${transport} ${host}:${reader.port} ${params}${problem}`);
  }
  return found;
}

describe('Via', () => {
  test.each([
    [
      'SIP/2.0/UDP pc33.atlanta.example;branch=z9hG4bK7',
      ['SIP/2.0/UDP pc33.atlanta.example:-1 ;branch=z9hG4bK7'],
    ],
    ['SIP/2.0/TCP 10.0.0.1:5061', ['SIP/2.0/TCP 10.0.0.1:5061 ']],
    ['SIP/2.0/WSS [2001:db8::1]:443;rport', ['SIP/2.0/WSS 2001:db8::1:443 ;rport']],
    ['SIP  /  2.0\r\n /UDP\r\n    192.0.2.2 : 5060 ;rport', ['SIP/2.0/UDP 192.0.2.2:5060 ;rport']],
    ['SIP/2.0/UDP a;x="1,2", SIP/2.0/TCP b', ['SIP/2.0/UDP a:-1 ;x="1,2"', 'SIP/2.0/TCP b:-1 ']],
    ['', []],
  ])('%j', (text, expected) => {
    expect(hops(text)).toEqual(expected);
  });

  test.each([
    ['SIP/2.0/UDP', SipProblem.Via],
    ['SIP/2.0 host', SipProblem.Via],
    ['SIP/2.0/UDP host:port', SipProblem.Via],
    ['SIP/2.0/UDP host:70000', SipProblem.Via],
    ['SIP/2.0/UDP host port', SipProblem.Via],
    ['SIP/2.0/UDP ;branch=1', SipProblem.Via],
    ['SIP/2.0/UDP h;x="1', SipProblem.Quotes],
    [';', SipProblem.Via],
  ])('%j is wrong', (text, problem) => {
    expect(hops(text)).toHaveLength(1);
    expect(hops(text)[0]).toMatch(new RegExp(`!${problem}$`));
  });
});
