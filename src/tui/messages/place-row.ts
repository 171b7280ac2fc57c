import { grouped } from '../../view/text/counts.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import type { ListedMessages } from './listed-messages.ts';
import type { MessagesModel } from './messages-model.ts';

/** The user's place among all messages; a burst of sync packets is several of them. */
export function placeRow(
  { position, length, follow }: MessagesModel,
  { list, rows }: Pick<ListedMessages, 'list' | 'rows'>,
): Row {
  if (length === 0) return [];
  const first = rows.positionOf(position) + 1;
  const last = first + rows.sizeOf(position) - 1;
  const here = last > first ? `${grouped(first)}–${grouped(last)}` : grouped(first);
  const place = span(`${here}/${grouped(list.length)}`, 'strong');
  return follow ? [place, span('  following', 'strong')] : [place];
}
