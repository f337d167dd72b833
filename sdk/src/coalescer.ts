/** How many requests can run at once, and how many more for calls that are sent again alone. */
const IN_FLIGHT = 4;
/** The highest number of calls in a batch. */
const BATCH = 100;

export interface Queued {
  /** Calls of one group keep their order. Only one request with calls of a group runs at a time. */
  readonly group: string;
  /** The idempotency key. A batch is sent again only if all of its items have one. */
  readonly key: string | null;
}

/**
 * Sends calls together in batches. A batch has the calls of one turn of the event loop, and the calls that arrive while a request
 * of their group is running. It uses no timer, so no call waits without a reason.
 */
export class Coalescer<Call extends Queued> {
  private queue: Call[] = [];
  private again: Call[] = [];
  private readonly sending = new Set<Call[]>();
  private readonly sendingAgain = new Set<Call[]>();
  private scheduled = false;

  /** @param send must never reject */
  constructor(private readonly send: (calls: Call[]) => Promise<unknown>) {}

  add(call: Call): void {
    this.queue.push(call);
    this.schedule();
  }

  /** Sends a call again, alone. Later calls of its group are decided already. */
  addAlone(call: Call): void {
    this.again.push(call);
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  private flush(): void {
    while (this.again.length > 0 && this.sendingAgain.size < IN_FLIGHT)
      this.run(this.sendingAgain, this.again.splice(0, 1));
    while (this.sending.size < IN_FLIGHT) {
      const calls = this.take();
      if (calls.length === 0) return;
      this.run(this.sending, calls);
    }
  }

  private run(running: Set<Call[]>, calls: Call[]): void {
    running.add(calls);
    void this.send(calls).then(() => {
      running.delete(calls);
      this.schedule();
    });
  }

  /**
   * Takes the next calls that can be sent together. The others keep their order, and no call overtakes another one of its group.
   */
  private take(): Call[] {
    const taken: Call[] = [];
    const left: Call[] = [];
    const waiting = new Set([...this.sending].flat().map(({ group }) => group));
    for (const call of this.queue) {
      const [first = call] = taken;
      const fits = taken.length < BATCH && (first.key === null) === (call.key === null);
      if (fits && !waiting.has(call.group)) taken.push(call);
      else {
        left.push(call);
        waiting.add(call.group);
      }
    }
    this.queue = left;
    return taken;
  }
}
