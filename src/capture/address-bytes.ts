import { isIP, isIPv4 } from 'node:net';

/** The 4 or 16 bytes of an IP address; undefined if the text is none. */
export function addressBytes(text: string): readonly number[] | undefined {
  if (isIPv4(text)) return text.split('.').map(Number);
  if (isIP(text) !== 6 || text.includes('%')) return undefined;
  const [left = '', right] = text.split('::');
  const head = groupBytes(left);
  const tail = right === undefined ? [] : groupBytes(right);
  return [...head, ...new Array<number>(16 - head.length - tail.length).fill(0), ...tail];
}

/** The bytes of groups separated by colons; the last one may be a dotted quad. */
function groupBytes(groups: string): number[] {
  if (groups === '') return [];
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
