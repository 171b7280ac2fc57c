import { type Row, type Span, span } from '../../view/text/styled-row.ts';
import type { Stage } from '../views/view.ts';

type EmptyStage = Pick<Stage, 'isFiltered' | 'session' | 'analyses' | 'keyOf'>;

/** Where there is no flow, it is said why, and where to look instead: of a capture of syncs, all is elsewhere. */
export function noFlowsRow(stage: EmptyStage): Row {
  const { isFiltered, session, analyses } = stage;
  if (isFiltered)
    return [
      span('No flow goes with the filter. ', 'dim'),
      stage.keyOf('clear-filter'),
      span(' clears it.', 'dim'),
    ];
  if (!session.ended || analyses.percent < 100) return [span('No flow yet.', 'dim')];
  const none = span('No flow: no SIP, and no replication of any.', 'dim');
  return session.progress.messages === 0 ? [none] : [none, ...elsewhere(stage)];
}

const ELSEWHERE = [
  { command: 'view-messages', name: 'messages' },
  { command: 'view-aors', name: 'AORs' },
  { command: 'view-cluster', name: 'cluster' },
] as const;

function elsewhere(stage: EmptyStage): readonly Span[] {
  return ELSEWHERE.flatMap(({ command, name }) => [
    span('  '),
    stage.keyOf(command),
    span(` ${name}`, 'dim'),
  ]);
}
