import { TooManyWait } from './outage.js';

/** How many may wait for a place. */
const WAITING = 1_000;
/** Milliseconds that one may wait for a place: longer than a lock is waited for, so that a place is given up before. */
const PATIENCE_MS = 5_000;

interface Waiting {
  key: string | null;
  start: () => void;
}

/**
 * Bounds how much work of one kind is under way at once, so that work which waits for a lock leaves connections to all
 * other work. Those who find no place wait outside the database, in the order in which they came.
 */
export class Bulkhead {
  private readonly underWay = new Set<string>();
  private readonly queue: Waiting[] = [];
  private free: number;

  constructor(places: number) {
    this.free = places;
  }

  /**
   * Does the work when there is a place for it. Work of the same `key` is done one after the other: what locks the same
   * row would only wait for it in the database.
   *
   * @throws TooManyWait when the queue is full, or no place was free in time; nothing was done.
   */
  async run<T>(work: () => Promise<T>, key: string | null = null): Promise<T> {
    if (this.mayStart(key)) this.take(key);
    else await this.wait(key);
    try {
      return await work();
    } finally {
      this.leave(key);
    }
  }

  /** Whether work of this key is under way, so that more of it would wait. */
  isTaken(key: string): boolean {
    return this.underWay.has(key);
  }

  private mayStart(key: string | null): boolean {
    return this.free > 0 && (key === null || !this.underWay.has(key));
  }

  private take(key: string | null): void {
    this.free -= 1;
    if (key !== null) this.underWay.add(key);
  }

  private wait(key: string | null): Promise<void> {
    if (this.queue.length >= WAITING) return Promise.reject(new TooManyWait());
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.queue.splice(this.queue.indexOf(waiting), 1);
        reject(new TooManyWait());
      }, PATIENCE_MS);
      const waiting: Waiting = {
        key,
        start: () => {
          clearTimeout(late);
          this.take(key);
          resolve();
        },
      };
      this.queue.push(waiting);
    });
  }

  private leave(key: string | null): void {
    this.free += 1;
    if (key !== null) this.underWay.delete(key);
    const next = this.queue.findIndex((waiting) => this.mayStart(waiting.key));
    if (next !== -1) this.queue.splice(next, 1)[0]?.start();
  }
}
