import type { Session } from '../../engine/session.ts';
import type { Flow } from '../../flows/flow.ts';
import { messagesOf } from '../../flows/related-flows.ts';
import { grouped } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import type { Selection } from '../views/view.ts';

/** Flows that a file name lists one by one. */
const MOST_NAMED = 4;

/** What is saved or copied of these flows; undefined if there are none. */
export function flowsSelection(session: Session, flows: readonly Flow[]): Selection | undefined {
  const [first] = flows;
  if (first === undefined) return undefined;
  const messages = [...messagesOf(flows)];
  messages.sort((a, b) => session.timeOf(a) - session.timeOf(b) || a - b);
  const name =
    flows.length > MOST_NAMED ? `${grouped(flows.length)}-flows` : flows.map(({ id }) => id).join('-');
  return { messages, name, text: printable(first.callIds[0] ?? first.id), path: 'Call-ID' };
}
