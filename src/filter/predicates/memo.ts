const YES = 2;
const NO = 1;

/** A yes or no for each small number, computed once. One byte per number; numbers are dense from 0. */
export class Memo {
  private verdicts = new Uint8Array(64);
  private readonly judge: (id: number) => boolean;

  constructor(judge: (id: number) => boolean) {
    this.judge = judge;
  }

  holds(id: number): boolean {
    const verdict = this.verdicts[id];
    return verdict === YES || (verdict !== NO && this.learn(id));
  }

  forget(): void {
    this.verdicts.fill(0);
  }

  private learn(id: number): boolean {
    const yes = this.judge(id);
    if (id >= this.verdicts.length) this.grow(id);
    this.verdicts[id] = yes ? YES : NO;
    return yes;
  }

  private grow(id: number): void {
    let length = this.verdicts.length * 2;
    while (length <= id) length *= 2;
    const larger = new Uint8Array(length);
    larger.set(this.verdicts);
    this.verdicts = larger;
  }
}
