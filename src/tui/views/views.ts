import { AorsView } from '../aors/aors-view.ts';
import { ClusterView } from '../cluster/cluster-view.ts';
import { FindingsView } from '../findings/findings-view.ts';
import { FlowsView } from '../flows/flows-view.ts';
import { LadderView } from '../ladder/ladder-view.ts';
import { MessagesView } from '../messages/messages-view.ts';
import { TimeView } from '../time/time-view.ts';
import type { Stage, View } from './view.ts';
import type { ViewName } from './view-names.ts';

/** All views, each of its own kind where others need to know. */
export interface Views extends Readonly<Record<ViewName, View>> {
  readonly flows: FlowsView;
  readonly ladder: LadderView;
  readonly messages: MessagesView;
  readonly aors: AorsView;
  readonly cluster: ClusterView;
  readonly time: TimeView;
  readonly findings: FindingsView;
}

export function makeViews(stage: Stage): Views {
  const flows = new FlowsView(stage);
  return {
    flows,
    ladder: new LadderView(stage, () => flows.chosen),
    messages: new MessagesView(stage),
    aors: new AorsView(stage),
    cluster: new ClusterView(stage),
    time: new TimeView(stage),
    findings: new FindingsView(stage),
  };
}
