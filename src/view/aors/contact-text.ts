import { displayWidth } from '../text/display-width.ts';

/**
 * The URI of a contact in limited room. The scheme is dropped first; then the user if the AOR next to it has
 * the same one, since host and port are what tells its contacts apart.
 */
export function shortContact(uri: string, aor: string, room: number): string {
  if (displayWidth(uri) <= room) return uri;
  const bare = uri.replace(/^sips?:/, '');
  if (displayWidth(bare) <= room) return bare;
  const at = bare.indexOf('@');
  const rest = at > 0 && bare.slice(0, at) === userOf(aor) ? bare.slice(at) : bare;
  // An ellipsis would replace the last digit of the port.
  const [place = ''] = rest.split(';', 1);
  if (displayWidth(place) <= room) return displayWidth(place) === room ? place : rest;
  // Where the user is known, the end tells more than the beginning: contacts of one network differ there.
  return rest.startsWith('@') && room > 1 && isPlain(place) ? `…${place.slice(1 - room)}` : rest;
}

/** One column a character. */
function isPlain(text: string): boolean {
  return displayWidth(text) === text.length;
}

function userOf(aor: string): string {
  const name = aor.replace(/^sips?:/, '');
  const at = name.indexOf('@');
  return at < 0 ? name : name.slice(0, at);
}
