import { tagOf } from '../../../decoders/sip/message-view.ts';
import { replicatedDialogAt } from '../../cluster/dialogs/dialog-reports.ts';
import { isSettledDialog } from '../../findings/settled.ts';
import type { Flow } from '../../flows/flow.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { Session } from '../session.ts';

/** Nodes that were told of the dialog of a call and do not have it. */
export interface DialogLack {
  readonly cluster: number;
  readonly nodes: readonly number[];
}

/** Tells which nodes lack the dialog of a call at the time of the analysis; nodes that are gone do not count. */
export class FlowDialogs {
  private readonly session: Session;
  private readonly analysis: Analysis;
  private readonly dialogAt: ReturnType<typeof replicatedDialogAt>;
  /** By cluster. */
  private readonly away = new Map<number, ReadonlySet<number>>();

  constructor(session: Session, analysis: Analysis) {
    this.session = session;
    this.analysis = analysis;
    this.dialogAt = replicatedDialogAt(analysis.dialogs, analysis.context, analysis.time);
  }

  lacks(flow: Flow): readonly DialogLack[] {
    const [first] = flow.messages;
    if (flow.kind !== 'call' || first === undefined || flow.replication.length === 0) return [];
    const { analysis, session } = this;
    const sip = session.reader.sip(first);
    const found: DialogLack[] = [];
    for (const cluster of analysis.coverage.clusterIds) {
      const dialog = this.dialogAt(cluster, sip.callId ?? '', tagOf(sip, 'from'));
      if (dialog === undefined || dialog.missing.length === 0) continue;
      const held = [...dialog.nodes];
      // Its replication may still be on its way, and until then it is not called missing.
      if (!isSettledDialog(dialog, analysis.time)) continue;
      if (held.every(([node]) => this.isAway(cluster, node))) continue;
      const nodes = dialog.missing.filter((node) => !this.isAway(cluster, node));
      if (nodes.length > 0) found.push({ cluster, nodes });
    }
    return found;
  }

  private isAway(cluster: number, node: number): boolean {
    let away = this.away.get(cluster);
    if (away === undefined) {
      away = new Set(this.analysis.nodes.awayNodes(cluster, this.analysis.time));
      this.away.set(cluster, away);
    }
    return away.has(node);
  }
}
