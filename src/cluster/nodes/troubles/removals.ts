import type { MessageId } from '../../../ids.ts';
import type { SeenBin } from '../../seen-message.ts';
import type { NodeReport } from '../node-model.ts';

/** A node had others forget one (`clusterer_remove_node`, since 3.2; spec bin-core 7.1). */
export interface Removal {
  /** The node on which the command ran. */
  readonly by: number;
  /** Session time of the first packet that told of it. */
  readonly time: number;
  /** The packets to each node, the first ones. */
  readonly messages: readonly MessageId[];
}

export interface RemovedNode extends Removal {
  readonly cluster: number;
  readonly node: number;
  /** Whether the node was seen to begin anew afterwards: then it is a member again. */
  readonly isBack: boolean;
}

/** Nanoseconds in which the packets of one command reach all nodes, those that are passed on included. */
const ONE_COMMAND = 5e9;
const MOST_MESSAGES = 16;

/** What is known of the latest command once this packet of it has come, too. */
export function afterRemoval(known: Removal | undefined, { source: by, time, id }: SeenBin): Removal {
  if (known === undefined || known.by !== by || time - known.time > ONE_COMMAND) {
    return { by, time, messages: [id] };
  }
  return known.messages.length < MOST_MESSAGES ? { ...known, messages: [...known.messages, id] } : known;
}

/** Is the node, of which this is the report, back after the command? */
export function removedNode({ cluster, node, begun = -1 }: NodeReport, removal: Removal): RemovedNode {
  return { ...removal, cluster, node, isBack: begun > removal.time };
}
