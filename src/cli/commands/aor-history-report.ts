import type { ContactEffect } from '../../cluster/contacts/reports/contact-history.ts';
import { AorHistory } from '../../engine/analysis/aor-history.ts';
import { MessageNumbers } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import { askedUsers } from '../../filter/asked-users.ts';
import { fromOptions } from '../../filter/options.ts';
import { rowFilter } from '../../filter/row-filter.ts';
import { effectJson, effectLines, type UntouchedNodes } from '../../output/text/aor-history-lines.ts';
import { printedPalette } from '../colour.ts';
import type { CommonValues } from '../request/common-options.ts';
import type { Request } from '../request/request.ts';
import { timeRange } from '../request/time-argument.ts';
import { UsageError } from '../usage-error.ts';
import { printAnalysed } from './analysis-report.ts';

/** What happened to the contacts of some AORs, node by node. */
export function printAorHistory(operands: readonly string[], values: CommonValues): Promise<number> {
  const { aor = [] } = values;
  if (aor.length === 0) throw new UsageError('aors --history is of one AOR, or some: name it with -a');
  return printAnalysed(operands, values, {
    begin: (session, until) => {
      const { filter } = fromOptions({ aor });
      const wanted = rowFilter(filter, session.facts);
      const isAbout = ({ aor: name }: { readonly aor: string }) =>
        wanted({ aors: [name], callIds: [], nodes: [], messages: [] });
      return new AorHistory(session, isAbout, askedUsers(filter), until);
    },
    lines,
  });
}

function* lines(history: AorHistory, session: Session, request: Request): Generator<string> {
  const effects = selected(history, session, request);
  const numbers = new MessageNumbers(session);
  if (request.json) {
    for (const effect of effects) yield effectJson(effect, session.tables.base, numbers);
    return;
  }
  const palette = printedPalette(request.colour);
  const { dropped } = history;
  const unseen = (cluster: number) => history.unseen(cluster);
  yield* effectLines(effects, {
    session,
    numbers,
    utc: request.utc,
    palette,
    dropped,
    unseen,
    untouched: untouched(history, session, request),
  });
}

/** By AOR, the nodes that were asked about and that no message about it has reached. */
function untouched(history: AorHistory, session: Session, request: Request): readonly UntouchedNodes[] {
  const matches = rowFilter(request.selection.filter, session.facts, request.selection);
  const byAor = new Map<string, ContactEffect[]>();
  for (const effect of history.effects()) {
    const key = `${effect.cluster} ${effect.domain}\n${effect.aor}`;
    const known = byAor.get(key);
    if (known === undefined) byAor.set(key, [effect]);
    else known.push(effect);
  }
  return [...byAor.values()].flatMap((own): readonly UntouchedNodes[] => {
    const { cluster, aor } = own[0] as ContactEffect;
    const touched = new Set(own.map(({ node }) => node));
    const callIds = own.flatMap(({ callId }) => callId ?? []);
    const nodes = history
      .covered(cluster)
      .filter((node) => !touched.has(node) && matches({ aors: [aor], callIds, nodes: [node], messages: [] }));
    return nodes.length === 0 ? [] : [{ aor, nodes: nodes.sort((a, b) => a - b) }];
  });
}

function selected(history: AorHistory, session: Session, request: Request): readonly ContactEffect[] {
  const matches = rowFilter(request.selection.filter, session.facts, request.selection);
  const range = timeRange(request.since, request.until, session.tables.base, session.firstFrameTime);
  return history
    .effects()
    .filter(({ aor, node, callId, message, time }) => {
      const callIds = callId === undefined ? [] : [callId];
      const messages = message === undefined ? [] : [message];
      const isWithin = time >= range.since && time <= range.until;
      return isWithin && matches({ aors: [aor], callIds, nodes: [node], messages });
    })
    .slice(0, request.count);
}
