import type { MessageId } from '../../ids.ts';
import { span } from '../../view/text/styled-row.ts';
import type { Stage } from '../views/view.ts';
import { withOnlyAfter } from './time-filter.ts';

/**
 * Shows only what comes from now on. Users of sngrep clear the list before they try something again; here it is a
 * filter, so that nothing is lost.
 */
export function clearPast(stage: Stage): void {
  const { session, filter } = stage;
  const { order } = session.tables;
  if (order.length === 0) return;
  const last = session.timeOf(order.at(order.length - 1) as MessageId);
  stage.applyFilter(withOnlyAfter(filter, last, session));
  stage.notify([
    span('Only what comes from now on; '),
    stage.keyOf('clear-filter'),
    span(' shows all again'),
  ]);
}
