import { expect, test } from 'vitest';
import { shortContact } from '../../../src/view/aors/contact-text.ts';

const URI = 'sip:1201@10.9.0.12:6203';

test.each([
  [23, '1201', URI],
  [19, '1201', '1201@10.9.0.12:6203'],
  [18, '1201', '@10.9.0.12:6203'],
  [18, '1201@example.com', '@10.9.0.12:6203'],
  [18, '120', '1201@10.9.0.12:6203'],
  [3, '', '1201@10.9.0.12:6203'],
  [11, '1201', '….0.12:6203'],
  [11, '120', '1201@10.9.0.12:6203'],
])('in %i columns, of %s', (room, aor, text) => {
  expect(shortContact(URI, aor, room)).toBe(text);
});

test('parameters go before the port does', () => {
  expect(shortContact(`${URI};transport=tcp`, '1201', 15)).toBe('@10.9.0.12:6203');
  expect(shortContact(`${URI};transport=tcp`, '1201', 16)).toBe('@10.9.0.12:6203;transport=tcp');
});

test('without a user there is nothing to leave out', () => {
  expect(shortContact('sips:10.9.0.12', '', 4)).toBe('10.9.0.12');
});
