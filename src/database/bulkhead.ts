import { TooManyWait } from './outage.js';

/** How many may wait for a place. */
const WAITING = 1_000;
/** How many of one key may wait, however few others do: those beyond would not have their turn in time. */
const WAITING_OF_ONE = 100;
/** Milliseconds that one may wait for a place: longer than a lock is waited for, so that a place is given up before. */
const PATIENCE_MS = 5_000;
/** The lane of all work without a key. Keys are ids, and never empty. */
const NO_KEY = '';

type Start = () => void;

/**
 * Bounds how much work of one kind is under way at once, so that work which waits for a lock leaves connections to all
 * other work. Work that finds no place waits outside the database. Work of one key waits in the order in which it came, and
 * the keys take turns: one of them uses up neither the places nor the queue.
 */
export class Bulkhead {
  private readonly underWay = new Set<string>();
  /** Waiting work, in a lane for each key. The lane whose turn is next comes first. */
  private readonly lanes = new Map<string, Start[]>();
  private waiting = 0;
  private free: number;

  constructor(places: number) {
    this.free = places;
  }

  /**
   * Does the work when there is a place for it. Work of the same `key` is done one after the other: what locks the same
   * row would only wait for it in the database.
   *
   * @throws TooManyWait when the queue or the key's share of it is full, or no place was free in time; nothing was done.
   */
  async run<T>(work: () => Promise<T>, key: string = NO_KEY): Promise<T> {
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

  /** How much work waits for a place. */
  get queued(): number {
    return this.waiting;
  }

  private mayStart(key: string): boolean {
    return this.free > 0 && !this.underWay.has(key);
  }

  private take(key: string): void {
    this.free -= 1;
    if (key !== NO_KEY) this.underWay.add(key);
  }

  private wait(key: string): Promise<void> {
    const lane = this.lanes.get(key) ?? [];
    const atMost = key === NO_KEY ? WAITING : WAITING_OF_ONE;
    if (this.waiting >= WAITING || lane.length >= atMost) return Promise.reject(new TooManyWait());
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.remove(key, start);
        reject(new TooManyWait());
      }, PATIENCE_MS);
      const start = () => {
        clearTimeout(late);
        this.take(key);
        resolve();
      };
      lane.push(start);
      this.lanes.set(key, lane);
      this.waiting += 1;
    });
  }

  private leave(key: string): void {
    this.free += 1;
    this.underWay.delete(key);
    for (const [next, lane] of this.lanes) {
      const [start] = lane;
      if (start === undefined || !this.mayStart(next)) continue;
      this.remove(next, start);
      return start();
    }
  }

  /** Takes one out of its lane, whose turn is over then. */
  private remove(key: string, start: Start): void {
    const left = (this.lanes.get(key) ?? []).filter((waiting) => waiting !== start);
    this.lanes.delete(key);
    if (left.length > 0) this.lanes.set(key, left);
    this.waiting -= 1;
  }
}
