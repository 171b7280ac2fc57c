import { expect, test } from 'vitest';
import { GuardedRegex, RegexLimits } from '../../src/filter/predicates/guarded-regex.ts';

/** Tests within so many milliseconds; [matched, texts given up]. */
function within(milliseconds: number, regex: RegExp, text: string): [boolean, number] {
  const limits = new RegexLimits(65_536, milliseconds);
  return [new GuardedRegex(regex, limits).test(text), limits.abandoned];
}

test.each<[regex: RegExp, text: string]>([
  [/(a+)+$/, `${'a'.repeat(50)}b`],
  [/^(a|aa){2,}$/, `${'a'.repeat(80)}b`],
  [/(?:a?){40}a{40}c/, 'a'.repeat(60)],
  [/a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?b{3}/, 'a'.repeat(36)],
  [/.*x.*y/s, 'x'.repeat(65_536)],
  [/.*x.*y/, 'x'.repeat(65_536)],
  [/.*x.*y/s, 'x\n'.repeat(32_768)],
  [/.*x.*y/is, 'x'.repeat(65_536)],
  [/\s+$/, `${' '.repeat(65_535)}x`],
  [/[ ]*?x{0,99999}[)]+z/, `${' '.repeat(65_535)}`],
  [/(?=.)(\w+)+$/u, `${'a'.repeat(50)}-`],
  [new RegExp(`${'(a|a)'.repeat(24)}b`), 'a'.repeat(25)],
  [new RegExp(`${'(?:(?:a|a)|x)'.repeat(24)}b`), 'a'.repeat(25)],
])('%s is given up', (regex, text) => {
  const start = performance.now();
  expect(within(20, regex, text)).toEqual([false, 1]);
  expect(performance.now() - start).toBeLessThan(2000);
});

test.each<[regex: RegExp, text: string, expected: boolean]>([
  [/(a+)+$/, 'aaa', true],
  [/(?:[\d]{1,3}\.){3}\d+/, 'Via: 10.0.0.12', true],
  [/(?:[\d]{1,3}\.){3}\d+/, 'Via: 10.0.12', false],
  [/alice/i, `${'x'.repeat(60_000)}ALICE`, true],
  [/To:.*alice/, `${'x'.repeat(9_000)}\r\nTo: <sip:alice@h>`, true],
  [/.*x.*y/, 'x\n'.repeat(32_768), false],
  [/(INVITE|ACK|BYE) sip:(?:alice|bob)|[|(]REGISTER/, `${'x'.repeat(60_000)}BYE sip:bob`, true],
  [/To:.*alice/, `To: ${'x'.repeat(60_000)}alice`, true],
])('%s has its time', (regex, text, expected) => {
  // On a busy host a quick one may have to wait for its turn.
  expect(within(2000, regex, text)).toEqual([expected, 0]);
});

test('the same expression goes on after it was given up', () => {
  const limits = new RegexLimits(100, 500);
  const regex = new GuardedRegex(/(a+)+$/, limits);
  const verdicts = [`${'a'.repeat(60)}b`, 'aaa', `b${'a'.repeat(200)}`, 'b'].map((text) => regex.test(text));
  expect(verdicts).toEqual([false, true, true, false]);
  expect([limits.abandoned, limits.shortened]).toEqual([1, 1]);
});
