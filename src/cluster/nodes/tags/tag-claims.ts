import type { MessageId } from '../../../ids.ts';
import { isDelivered, type SeenBin } from '../../seen-message.ts';
import type { TagAnnouncement } from './tag-announcement.ts';

/** What one node believes about a sharing tag. */
export interface TagClaim {
  readonly state: 'active' | 'backup';
  readonly since: number;
  /** The message that led to it. */
  readonly message: MessageId;
}

/** A sharing tag, at all nodes of which something is known. */
export interface ClaimedTag {
  readonly name: string;
  readonly nodes: Map<number, TagClaim>;
  /** The last holder, if it restarted, and when; otherwise undefined. */
  lost: { readonly node: number; readonly since: number; readonly message: MessageId } | undefined;
}

/** Most sharing tags of a cluster, and nodes of a tag. */
const MOST_TAGS = 256;
const MOST_NODES = 256;

/**
 * Which nodes believe to hold a sharing tag: one that announced it, until another node's announcement has
 * reached it and is understood, which takes more than having been sent to others (spec bin-core 7.4). No command
 * makes a node give up a tag.
 */
export class TagClaims {
  private readonly tags = new Map<string, ClaimedTag>();

  /** `reads`: may the node understand it? */
  push(message: SeenBin, { tag: name }: TagAnnouncement, reads: (node: number) => boolean): void {
    const { source, destination, time, id } = message;
    if (source <= 0) return;
    const tag = this.tag(name);
    if (tag === undefined) return;
    tag.lost = undefined;
    set(tag, source, { state: 'active', since: time, message: id });
    if (isDelivered(message) && destination !== source && reads(destination)) {
      set(tag, destination, { state: 'backup', since: time, message: id });
    }
  }

  all(): IterableIterator<ClaimedTag> {
    return this.tags.values();
  }

  has(name: string): boolean {
    return this.tags.has(name);
  }

  /** The process has restarted: what it believed before that time is gone. */
  forget(node: number, before: number): void {
    for (const tag of this.tags.values()) {
      const claim = tag.nodes.get(node);
      if (claim === undefined || claim.since >= before) continue;
      tag.nodes.delete(node);
      if (claim.state === 'active') tag.lost = { node, since: before, message: claim.message };
    }
  }

  private tag(name: string): ClaimedTag | undefined {
    const known = this.tags.get(name);
    if (known !== undefined || this.tags.size >= MOST_TAGS) return known;
    const tag: ClaimedTag = { name, nodes: new Map(), lost: undefined };
    this.tags.set(name, tag);
    return tag;
  }
}

/** An active node also tells nodes that join later: it has been active since it told the first one. */
function set({ nodes }: ClaimedTag, node: number, claim: TagClaim): void {
  const known = nodes.get(node);
  if (known?.state === claim.state || (known === undefined && nodes.size >= MOST_NODES)) return;
  nodes.set(node, claim);
}
