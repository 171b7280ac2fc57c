/** A message number as all texts show it: `#286`. In JSON it is `no`, and `no:286` filters by it. */
export function messageNumber(number: number): string {
  return `#${number}`;
}
