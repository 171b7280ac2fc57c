import type { MessageId } from '../../ids.ts';
import type { ClusterEntry } from '../../view/cluster/cluster-rows.ts';
import type { Selection } from '../views/view.ts';

/** What is saved and copied of an entry: `text` is its row on the screen, `filter` shows its messages. */
export function clusterSelection(entry: ClusterEntry, text: string, filter: string): Selection {
  return { messages: messagesOf(entry), name: nameOf(entry), text: textOf(entry, text), path: filter };
}

/** Those that show it. */
function messagesOf(entry: ClusterEntry): readonly MessageId[] {
  switch (entry.kind) {
    case 'finding':
      return entry.finding.messages;
    case 'node':
      return entry.report.messages;
    case 'sync':
      return entry.sync.messages;
    case 'lag':
      return [entry.report.longest.packet];
    case 'capability':
      return [entry.capability.message];
    default:
      return [];
  }
}

/** For a file name. */
function nameOf(entry: ClusterEntry): string {
  switch (entry.kind) {
    case 'finding':
      return entry.finding.rule;
    case 'node':
      return `node-${entry.report.node}`;
    case 'lag':
      return `lag-${entry.report.from}-${entry.report.to}`;
    case 'sync':
      return `sync-${entry.sync.donor}-${entry.sync.receiver}`;
    default:
      return entry.kind;
  }
}

/** A finding with what it means, to be sent to somebody. */
function textOf(entry: ClusterEntry, text: string): string {
  const shown = text.replace(/ {2,}/g, '  ').trim();
  return entry.kind === 'finding' ? `${shown}\n${entry.finding.detail}` : shown;
}
