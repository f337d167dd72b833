/** Requests under way at once, and as many again for those that are sent again alone. */
const IN_FLIGHT = 4;
/** What one batch may hold. */
const BATCH = 100;

export interface Queued {
  /** Calls of one group keep their order: one request with calls of it is under way at a time. */
  readonly group: string;
  /** Only a batch whose items all have a key may be sent again. */
  readonly key: string | null;
}

/**
 * Sends calls together: those that come in one turn of the event loop, and those that come while a request of their group
 * is under way. Without a timer, so nobody waits who need not.
 */
export class Coalescer<Call extends Queued> {
  private queue: Call[] = [];
  private again: Call[] = [];
  private readonly groups = new Set<string>();
  private sending = 0;
  private sendingAgain = 0;
  private scheduled = false;

  /** `send` never rejects. */
  constructor(private readonly send: (calls: Call[]) => Promise<unknown>) {}

  add(call: Call): void {
    this.queue.push(call);
    this.schedule();
  }

  /** For a call that has to be sent again, alone; what came after it has been decided already. */
  addAlone(call: Call): void {
    this.again.push(call);
    this.schedule();
  }

  /** Takes a call back that is not sent yet. */
  remove(call: Call): void {
    this.queue = this.queue.filter((queued) => queued !== call);
    this.again = this.again.filter((queued) => queued !== call);
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
    while (this.again.length > 0 && this.sendingAgain < IN_FLIGHT) {
      this.sendingAgain += 1;
      void this.send(this.again.splice(0, 1)).then(() => {
        this.sendingAgain -= 1;
        this.schedule();
      });
    }
    while (this.sending < IN_FLIGHT) {
      const calls = this.take();
      if (calls.length === 0) return;
      this.sending += 1;
      for (const { group } of calls) this.groups.add(group);
      void this.send(calls).then(() => {
        this.sending -= 1;
        for (const { group } of calls) this.groups.delete(group);
        this.schedule();
      });
    }
  }

  /** The next calls that may go together; the others stay in their order, and nobody overtakes one of the own group. */
  private take(): Call[] {
    const taken: Call[] = [];
    const left: Call[] = [];
    const waiting = new Set(this.groups);
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
