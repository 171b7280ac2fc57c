import type { DialogDiscard } from './dialog-model.ts';
import { listenerHost } from './listener-host.ts';
import type { TrackedDialog } from './tracked-dialog.ts';

/**
 * The dialogs that nodes discarded for lack of a listener, by node and host of that listener: once a node turns out to
 * have one, only these are looked at. It has what the discards of the dialogs say, and so needs no limit of its own.
 */
export class RefusedDialogs {
  private readonly byListener = new Map<string, Set<TrackedDialog>>();

  /** Those that the node discarded for lack of a listener there. */
  at(cluster: number, node: number, host: string): readonly TrackedDialog[] {
    return [...(this.byListener.get(keyOf(cluster, node, host)) ?? [])];
  }

  add(dialog: TrackedDialog, discard: DialogDiscard): void {
    const key = listenerOf(dialog, discard);
    if (key === undefined) return;
    const known = this.byListener.get(key);
    if (known === undefined) this.byListener.set(key, new Set([dialog]));
    else known.add(dialog);
  }

  /** These discards of the dialog are kept no longer; `dialog.discards` are. */
  drop(dialog: TrackedDialog, gone: readonly DialogDiscard[]): void {
    for (const discard of gone) {
      const key = listenerOf(dialog, discard);
      if (key === undefined || dialog.discards.some((one) => listenerOf(dialog, one) === key)) continue;
      const known = this.byListener.get(key);
      known?.delete(dialog);
      if (known?.size === 0) this.byListener.delete(key);
    }
  }
}

/** Undefined if it was not for lack of a listener. */
function listenerOf({ cluster }: TrackedDialog, { node, reason, socket }: DialogDiscard): string | undefined {
  const host = reason === 'socket' && socket !== undefined ? listenerHost(socket) : undefined;
  return host === undefined ? undefined : keyOf(cluster, node, host);
}

function keyOf(cluster: number, node: number, host: string): string {
  return `${cluster} ${node} ${host}`;
}
