import { Role } from './field.ts';

/** Ranges of bytes that name whom a packet is about: (role, from, to). Reused for every packet. */
export class Terms {
  count = 0;
  private entries = new Int32Array(3 * 64);

  clear(): void {
    this.count = 0;
  }

  truncate(count: number): void {
    this.count = count;
  }

  add(role: Role, from: number, to: number): void {
    const at = this.count * 3;
    if (at === this.entries.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.entries);
      this.entries = larger;
    }
    this.entries[at] = role;
    this.entries[at + 1] = from;
    this.entries[at + 2] = to;
    this.count++;
  }

  role(index: number): Role {
    return (this.entries[index * 3] ?? Role.None) as Role;
  }

  from(index: number): number {
    return this.entries[index * 3 + 1] as number;
  }

  to(index: number): number {
    return this.entries[index * 3 + 2] as number;
  }
}
