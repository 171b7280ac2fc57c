import { quoted } from '../../filter/quoted.ts';

/** The display filter for the messages that announce a sharing tag; in 2.4, the dialog module did. */
export function tagFilter(cluster: number, tag: string): string {
  const name = quoted(tag);
  return `cluster:${cluster} type:TAG_ACTIVE (field:tag=${name} or field:tag_name=${name})`;
}
