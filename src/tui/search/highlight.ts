import type { Theme } from '../terminal/theme.ts';

/** A control sequence of a painted row. */
const SEQUENCE = /\x1b\[[0-9;]*[A-Za-z]/y;

/** Positions of the wanted text in a text; a wanted text in lower case is found in any case. */
function placesOf(text: string, wanted: string): readonly number[] {
  const searched = wanted === wanted.toLowerCase() ? text.toLowerCase() : text;
  const places: number[] = [];
  // If the text has another length in lower case, positions in it would be wrong.
  if (wanted === '' || searched.length !== text.length) return places;
  for (let at = searched.indexOf(wanted); at >= 0; at = searched.indexOf(wanted, at + wanted.length)) {
    places.push(at);
  }
  return places;
}

/** A painted row in which the wanted text is highlighted. */
export function highlight(painted: string, wanted: string, theme: Theme): string {
  const pieces = piecesOf(painted);
  const text = pieces.map((piece) => (piece.isText ? piece.text : '')).join('');
  const starts = placesOf(text, wanted);
  if (starts.length === 0) return painted;
  // On a bar, which is inverse already, it is underlined.
  const isBar = painted.startsWith(`\x1b[${theme.selected}m`) || painted.startsWith(`\x1b[${theme.resting}m`);
  const [on, off] = isBar ? ['\x1b[4m', '\x1b[24m'] : ['\x1b[7m', '\x1b[27m'];
  let out = '';
  let at = 0;
  let inside = false;
  for (const piece of pieces) {
    if (!piece.isText) {
      out += piece.text + (inside ? on : '');
      continue;
    }
    for (const unit of piece.text) {
      const hit = starts.some((start) => at >= start && at < start + wanted.length);
      if (hit !== inside) out += hit ? on : off;
      inside = hit;
      out += unit;
      at += unit.length;
    }
  }
  return inside ? out + off : out;
}

interface Piece {
  readonly isText: boolean;
  readonly text: string;
}

function piecesOf(painted: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < painted.length; ) {
    SEQUENCE.lastIndex = at;
    const sequence = SEQUENCE.exec(painted)?.[0];
    const next = painted.indexOf('\x1b', at + 1);
    const text = sequence ?? painted.slice(at, next < 0 ? painted.length : next);
    pieces.push({ isText: sequence === undefined, text });
    at += text.length;
  }
  return pieces;
}
