/** Something that happens at a time, and may put further things into the queue. */
export interface Task {
  run(now: number): void;
}

/** Tasks by time, in microseconds; those of the same time in the order in which they were put in. */
export class EventQueue {
  /** Time of the task that runs, or ran last. */
  now = 0;
  private times = new Float64Array(1024);
  private orders = new Float64Array(1024);
  private readonly tasks: Task[] = [];
  private size = 0;
  private order = 0;

  at(time: number, task: Task): void {
    if (this.size === this.times.length) this.grow();
    this.siftUp(this.size++, Math.max(Math.round(time), this.now), this.order++, task);
  }

  after(delay: number, task: Task): void {
    this.at(this.now + delay, task);
  }

  /** As `after`, for a single action. */
  callAfter(delay: number, run: (now: number) => void): void {
    this.at(this.now + delay, { run });
  }

  /** Runs the earliest task. False where there is none. */
  runNext(): boolean {
    if (this.size === 0) return false;
    const task = this.tasks[0] as Task;
    this.now = this.times[0] as number;
    this.removeFirst();
    task.run(this.now);
    return true;
  }

  private removeFirst(): void {
    const last = --this.size;
    const time = this.times[last] as number;
    const order = this.orders[last] as number;
    const task = this.tasks[last] as Task;
    this.tasks.length = last;
    if (last > 0) this.siftDown(time, order, task);
  }

  private siftUp(at: number, time: number, order: number, task: Task): void {
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.isBefore(parent, time, order)) break;
      this.move(parent, at);
      at = parent;
    }
    this.place(at, time, order, task);
  }

  private siftDown(time: number, order: number, task: Task): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      const right = child + 1;
      if (
        right < this.size &&
        this.isBefore(right, this.times[child] as number, this.orders[child] as number)
      ) {
        child = right;
      }
      if (!this.isBefore(child, time, order)) break;
      this.move(child, at);
      at = child;
    }
    this.place(at, time, order, task);
  }

  private isBefore(at: number, time: number, order: number): boolean {
    const other = this.times[at] as number;
    return other < time || (other === time && (this.orders[at] as number) < order);
  }

  private move(from: number, to: number): void {
    this.place(to, this.times[from] as number, this.orders[from] as number, this.tasks[from] as Task);
  }

  private place(at: number, time: number, order: number, task: Task): void {
    this.times[at] = time;
    this.orders[at] = order;
    this.tasks[at] = task;
  }

  private grow(): void {
    const times = new Float64Array(this.size * 2);
    times.set(this.times);
    this.times = times;
    const orders = new Float64Array(this.size * 2);
    orders.set(this.orders);
    this.orders = orders;
  }
}
