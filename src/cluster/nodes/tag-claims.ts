import type { MessageId } from '../../ids.ts';
import { isDelivered, type SeenBin } from '../seen-message.ts';

/** What one node thinks of a sharing tag. */
export interface TagClaim {
  readonly state: 'active' | 'backup';
  readonly since: number;
  /** The message that made it so. */
  readonly message: MessageId;
}

/** A sharing tag, at all nodes of which something is known. */
export interface ClaimedTag {
  readonly name: string;
  readonly nodes: Map<number, TagClaim>;
  /** Who had it last before it began anew, and when it did; undefined where that is not so. */
  lost: { readonly node: number; readonly since: number; readonly message: MessageId } | undefined;
}

/** Sharing tags of one cluster, and nodes of one tag, that are followed. */
const MOST_TAGS = 256;
const MOST_NODES = 256;

/**
 * Who holds each sharing tag by its own lights: whoever has announced it, until somebody else's announcement has
 * reached it, and not only been sent to others (spec bin-core 7.4). No command makes a node give up a tag.
 */
export class TagClaims {
  private readonly tags = new Map<string, ClaimedTag>();

  /** `name` is the tag that the message announces. */
  push(message: SeenBin, name: string): void {
    const { source, destination, time, id } = message;
    if (source <= 0) return;
    const tag = this.tag(name);
    if (tag === undefined) return;
    tag.lost = undefined;
    set(tag, source, { state: 'active', since: time, message: id });
    if (isDelivered(message) && destination !== source) {
      set(tag, destination, { state: 'backup', since: time, message: id });
    }
  }

  all(): IterableIterator<ClaimedTag> {
    return this.tags.values();
  }

  has(name: string): boolean {
    return this.tags.has(name);
  }

  /** What it thought before that time is gone: its process has begun anew. */
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

/** Who is active tells also those that come later: it has been so since it told the first. */
function set({ nodes }: ClaimedTag, node: number, claim: TagClaim): void {
  const known = nodes.get(node);
  if (known?.state === claim.state || (known === undefined && nodes.size >= MOST_NODES)) return;
  nodes.set(node, claim);
}
