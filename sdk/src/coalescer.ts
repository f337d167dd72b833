import { isUndecided, type TenureError } from './errors.js';

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

export interface Coalescer<Call> {
  add(call: Call): void;
  /** Sends a call again, alone. Later calls of its group are decided already. */
  sendAgain(call: Call): void;
}

/**
 * Sends calls together in batches. A batch has the calls of one turn of the event loop, and the calls that arrive while a request
 * of their group is running. It uses no timer, so no call waits without a reason. While nothing answers, no call waits for more
 * than one request: the calls that wait when a request fails are handed to `fail` too.
 *
 * @param fail must never throw
 */
export function coalescerOf<Call extends Queued>(
  send: (calls: Call[]) => Promise<unknown>,
  fail: (call: Call, error: unknown) => void,
): Coalescer<Call> {
  let queue: Call[] = [];
  let again: Call[] = [];
  const sending = new Set<Call[]>();
  const sendingAgain = new Set<Call[]>();
  let scheduled = false;

  return {
    add(call) {
      queue.push(call);
      schedule();
    },
    sendAgain(call) {
      again.push(call);
      schedule();
    },
  };

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(flush);
  }

  function flush(): void {
    scheduled = false;
    start(sendingAgain, () => again.splice(0, 1));
    start(sending, take);
  }

  function start(running: Set<Call[]>, next: () => Call[]): void {
    while (running.size < IN_FLIGHT) {
      const calls = next();
      if (calls.length === 0) return;
      void run(running, calls);
    }
  }

  async function run(running: Set<Call[]>, calls: Call[]): Promise<void> {
    running.add(calls);
    try {
      await send(calls);
    } catch (error) {
      for (const call of [...calls, ...takeFailed(calls, error)]) fail(call, error);
    }
    running.delete(calls);
    schedule();
  }

  /**
   * Takes the next calls that can be sent together. The others keep their order, and no call overtakes another one of its group.
   */
  function take(): Call[] {
    const taken: Call[] = [];
    const waiting = new Set([...sending].flat().map(({ group }) => group));
    queue = queue.filter((call) => {
      const [first = call] = taken;
      const isAlike = (first.key === null) === (call.key === null);
      const fits = taken.length < BATCH && isAlike && !waiting.has(call.group);
      if (fits) taken.push(call);
      else waiting.add(call.group);
      return !fits;
    });
    return taken;
  }

  /**
   * Takes the waiting calls that would fail as `calls` did. An answer of 5xx can be about one business, an answer of a firewall
   * about the content of one request, and a request without keys was tried only once. So these three speak for their own groups
   * only.
   */
  function takeFailed(calls: Call[], error: unknown): Call[] {
    if (!isUndecided(error)) return [];
    const { status } = (error.cause ?? error) as Partial<TenureError>;
    const isForAll = !status && calls[0]?.key !== null;
    const fails = ({ group }: Call) => isForAll || calls.some((call) => call.group === group);
    const waiting = [...queue, ...again];
    queue = queue.filter((call) => !fails(call));
    again = again.filter((call) => !fails(call));
    return waiting.filter(fails);
  }
}
