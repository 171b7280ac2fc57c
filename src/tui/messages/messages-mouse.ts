import type { Size } from '../model.ts';
import { WHEEL_ROWS } from '../mouse/mouse-control.ts';
import type { Place } from '../mouse/mouse-report.ts';
import { clamp } from '../views/scrolling.ts';
import type { ListedMessages } from './listed-messages.ts';
import { layoutMessages } from './messages-layout.ts';
import { paneAt } from './pane-mouse.ts';
import { messageClicked, messageWheeled } from './update-messages.ts';

/** A click on the list or on the message below it; `again`: a click on what is selected opens it. */
export function clickMessages(listed: ListedMessages, body: Size, at: Place, again: boolean): void {
  const place = paneAt(listed.model, body, at);
  if (place === undefined) clickRow(listed, body, at.y, again);
  else listed.become(messageClicked(listed.model, place, body));
}

function clickRow(listed: ListedMessages, body: Size, y: number, again: boolean): void {
  const { top, length, position, focus } = listed.model;
  const { listRows } = layoutMessages(body, listed.model);
  const at = top + y - 1;
  if (y < 1 || y > listRows || at >= length) return;
  const isSelected = at === position && focus === 'list';
  listed.become({ ...listed.model, focus: 'list' });
  if (again && isSelected) listed.command('open');
  else listed.select(at);
}

/** A step of the wheel; false if it scrolls the pane that has the keys. */
export function wheelMessages(
  listed: ListedMessages,
  body: Size,
  at: Place,
  direction: 'up' | 'down',
): boolean {
  const place = paneAt(listed.model, body, at);
  if (place === undefined) return wheelList(listed, body, at.y, direction);
  for (let row = 0; row < WHEEL_ROWS; row++)
    listed.become(messageWheeled(listed.model, place, direction, body));
  return true;
}

/** Over the list, it moves there, though the keys are for the message below. */
function wheelList(listed: ListedMessages, body: Size, y: number, direction: 'up' | 'down'): boolean {
  const { focus, position, length } = listed.model;
  if (focus === 'list' || y > layoutMessages(body, listed.model).listRows) return false;
  listed.select(clamp(position + (direction === 'down' ? WHEEL_ROWS : -WHEEL_ROWS), 0, length - 1));
  return true;
}
