import type { MessageId } from '../../../ids.ts';
import { isDelivered, isFirstHop, type SeenBin } from '../../seen-message.ts';
import type { TagAnnouncement } from './tag-announcement.ts';

/** A sharing tag at one node. */
export interface SharingTag {
  state: 'active' | 'backup';
  since: number;
  message: MessageId;
}

/** A node has told that it holds a tag, which another one told last. */
export interface TagTakeover {
  readonly tag: string;
  readonly node: number;
  readonly from: number;
  /** Session time. */
  readonly time: number;
  readonly message: MessageId;
}

/** Sharing tags of one node, or in all; a cluster has a few. */
const MOST_TAGS = 1024;

/**
 * Which node holds which sharing tag. Only activation is announced: nodes that receive and understand it become backup,
 * and what was before is unknown.
 */
export class SharingTags {
  private readonly nodes = new Map<number, Map<string, SharingTag>>();
  /**
   * The node that was the last to announce a tag, also when it is gone; by tag and by who understands that, as only those
   * take it from each other.
   */
  private readonly holders = new Map<string, number>();
  /** All tags that were announced. */
  private readonly names = new Set<string>();

  /** `reads`: may the node understand it? Undefined if no other node was the last to do so. */
  push(
    message: SeenBin,
    { tag, readers }: TagAnnouncement,
    reads: (node: number) => boolean,
  ): TagTakeover | undefined {
    const { source, destination } = message;
    if (source <= 0) return undefined;
    if (this.names.size < MOST_TAGS) this.names.add(tag);
    // All nodes are told, though not all copies are seen: the former holder is none any more, or soon will
    // not be.
    for (const [node, tags] of this.nodes) {
      if (node !== source && tags.get(tag)?.state === 'active' && reads(node)) tags.delete(tag);
    }
    this.set(source, tag, 'active', message);
    if (isDelivered(message) && reads(destination)) this.set(destination, tag, 'backup', message);
    return this.takeover(message, tag, `${readers} ${tag}`);
  }

  /** What others pass on may be older than what has been told since. */
  private takeover(message: SeenBin, tag: string, key: string): TagTakeover | undefined {
    if (!isFirstHop(message)) return undefined;
    const { source: node, time, id } = message;
    const from = this.holders.get(key);
    if (from !== undefined || this.holders.size < MOST_TAGS) this.holders.set(key, node);
    return from === undefined || from === node ? undefined : { tag, node, from, time, message: id };
  }

  of(node: number): ReadonlyMap<string, SharingTag> {
    return this.nodes.get(node) ?? NO_TAGS;
  }

  /** Tags that some node has announced, and that are not among those of a node. */
  besides(tags: ReadonlyMap<string, SharingTag>): readonly string[] {
    return [...this.names].filter((name) => !tags.has(name));
  }

  /** The process has restarted: what was known before that time is gone. */
  forget(node: number, before: number): void {
    const tags = this.nodes.get(node);
    if (tags === undefined) return;
    for (const [name, { since }] of tags) if (since < before) tags.delete(name);
  }

  private set(node: number, name: string, state: 'active' | 'backup', message: SeenBin): void {
    let tags = this.nodes.get(node);
    if (tags === undefined) {
      tags = new Map();
      this.nodes.set(node, tags);
    }
    const tag = tags.get(name);
    if (tag?.state === state || (tag === undefined && tags.size >= MOST_TAGS)) return;
    tags.set(name, { state, since: message.time, message: message.id });
  }
}

const NO_TAGS: ReadonlyMap<string, SharingTag> = new Map();
