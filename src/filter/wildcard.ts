/**
 * Does `text` consist of these pieces with anything in between? A single piece must be the whole text. Does
 * not backtrack; ordinary patterns take time proportional to the text.
 */
export function matchesPieces(pieces: readonly string[], text: string): boolean {
  const first = pieces[0] ?? '';
  const last = pieces[pieces.length - 1] ?? '';
  if (pieces.length === 1) return text === first;
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  return includesInOrder(pieces.slice(1, -1), text, first.length, text.length - last.length);
}

/** Do the pieces occur in text[from..to) in this order, without overlap? */
function includesInOrder(pieces: readonly string[], text: string, from: number, to: number): boolean {
  for (const piece of pieces) {
    const at = text.indexOf(piece, from);
    if (at < 0 || at + piece.length > to) return false;
    from = at + piece.length;
  }
  return true;
}

/** Does some part of `text` match? */
export function containsPieces(pieces: readonly string[], text: string): boolean {
  return includesInOrder(pieces, text, 0, text.length);
}
