import { describe, expect, test } from 'vitest';
import { AddressReader } from '../../../decoders/sip/name-addr.ts';
import { ParameterReader } from '../../../decoders/sip/parameters.ts';
import { displayNameText, parameterText } from '../../../decoders/sip/parse-address.ts';
import { SipProblem } from '../../../decoders/sip/problems.ts';
import { bytesOf, textOf } from './messages.ts';

/** `display|uri|params` of every value; `!n` behind it where something is wrong. */
function values(text: string, several = true): readonly string[] {
  const bytes = bytesOf(text);
  const reader = new AddressReader();
  const found: string[] = [];
  reader.start(bytes, 0, bytes.length, several);
  while (reader.next()) {
    const display = displayNameText(bytes, reader.displayFrom, reader.displayTo);
    const uri = reader.star ? 'STAR' : (textOf(bytes, reader.uriFrom, reader.uriTo) ?? '');
    const params = textOf(bytes, reader.paramsFrom, reader.paramsTo) ?? '';
    found.push(`${display}|${uri}|${params}${reader.problem === 0 ? '' : `!${reader.problem}`}`);
  }
  return found;
}

describe('addresses', () => {
  test.each([
    ['<sip:a@b>', ['|sip:a@b|']],
    ['sip:a@b', ['|sip:a@b|']],
    ['sip:a@b;tag=1', ['|sip:a@b|;tag=1']],
    ['<sip:a@b;x=1>;tag=1', ['|sip:a@b;x=1|;tag=1']],
    ['"Bob, \\"B\\" <x>" <sip:a@b> ; tag = 1', ['Bob, "B" <x>|sip:a@b|; tag = 1']],
    ['Bob B<sip:a@b>', ['Bob B|sip:a@b|']],
    ['<sip:a@b>, "C" <sip:c@d>;q=0.5 ,sip:e@f', ['|sip:a@b|', 'C|sip:c@d|;q=0.5', '|sip:e@f|']],
    ['<sip:a@b>;p="x,y;z",<sip:c@d>', ['|sip:a@b|;p="x,y;z"', '|sip:c@d|']],
    ['<sip:a,b@c>', ['|sip:a,b@c|']],
    ['*', ['|STAR|']],
    [' * ;expires=0', ['|STAR|;expires=0']],
    ['<tel:+1-2>\r\n ,\r\n <sips:c@d>', ['|tel:+1-2|', '|sips:c@d|']],
    ['Jürgen <sip:a@b>', ['Jürgen|sip:a@b|']],
    ['', []],
    ['  \r\n ', []],
  ])('%j', (text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  test.each([
    ['"Bob <sip:a@b>;tag=1', ['"Bob|sip:a@b|;tag=1'], SipProblem.Quotes],
    ['<sip:a@b;tag=1', ['|sip:a@b;tag=1|'], SipProblem.Brackets],
    ['< sip:a@b >', ['|sip:a@b|'], SipProblem.BlankInUri],
    ['<sip:a @b>', ['|sip:a @b|'], SipProblem.BlankInUri],
    ['Dr. A; B <sip:a@b>', ['Dr. A; B|sip:a@b|'], SipProblem.UnquotedName],
    ['<bob>', ['|bob|'], SipProblem.Uri],
    ['bob', ['|bob|'], SipProblem.Uri],
    ['sip:a@b?x=y', ['|sip:a@b?x=y|'], SipProblem.UriNeedsBrackets],
    ['<>', ['||'], SipProblem.Uri],
  ])('%j is wrong, and read as well as it can be', (text, expected, problem) => {
    expect(values(text)).toEqual(expected.map((value) => `${value}!${problem}`));
  });

  test('empty values between commas', () => {
    expect(values(',<sip:a@b>,')).toEqual([
      `||!${SipProblem.EmptyValue}`,
      '|sip:a@b|',
      `||!${SipProblem.EmptyValue}`,
    ]);
  });

  test('a comma is part of a single value', () => {
    expect(values('Bell, A <sip:a@b>;tag=1', false)).toEqual([
      `Bell, A|sip:a@b|;tag=1!${SipProblem.UnquotedName}`,
    ]);
  });
});

describe('parameters', () => {
  function parameters(text: string): { readonly found: readonly string[]; readonly problem: number } {
    const bytes = bytesOf(text);
    const reader = new ParameterReader();
    const found: string[] = [];
    reader.start(bytes, 0, bytes.length);
    while (reader.next()) {
      const name = textOf(bytes, reader.nameFrom, reader.nameTo) ?? '';
      found.push(reader.valueFrom < 0 ? name : `${name}=${parameterText(bytes, reader)}`);
    }
    return { found, problem: reader.problem };
  }

  test.each([
    [';tag=1', ['tag=1']],
    ['lr;maddr=1.2.3.4', ['lr', 'maddr=1.2.3.4']],
    [' ; a = b \r\n ; c ', ['a=b', 'c']],
    [';a="x;y=\\"z\\" ";b', ['a=x;y="z" ', 'b']],
    [';a=', ['a=']],
    [';a==b', ['a==b']],
    [';received=[2001:db8::1]', ['received=[2001:db8::1]']],
    ['', []],
  ])('%j', (text, found) => {
    expect(parameters(text)).toEqual({ found, problem: SipProblem.None });
  });

  test.each([
    [';;a', ['a'], SipProblem.EmptyParameter],
    [';a;', ['a'], SipProblem.EmptyParameter],
    [';a="x;b', ['a="x', 'b'], SipProblem.Quotes],
  ])('%j is wrong', (text, found, problem) => {
    expect(parameters(text)).toEqual({ found, problem });
  });

  test('are found by name in any case', () => {
    const bytes = bytesOf(';Tagx=0;TAG=1');
    const reader = new ParameterReader();
    reader.start(bytes, 0, bytes.length);
    expect(reader.find('tag')).toBe(true);
    expect(parameterText(bytes, reader)).toBe('1');
    expect(reader.find('tag')).toBe(false);
  });
});
