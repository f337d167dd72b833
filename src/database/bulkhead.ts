import { TooManyWait } from './outage.js';

/** The most pieces of work that may wait for a place. */
const WAITING = 1_000;
/** The most pieces of work of one key that may wait. Further ones would not start in time. */
const WAITING_OF_ONE = 100;
/**
 * Milliseconds that work may wait for a place. The limit for locks is shorter, so work that waits for a lock leaves its place
 * first.
 */
const PATIENCE_MS = 5_000;
/** The key of all work without a key. Other keys are ids, and never empty. */
const NO_KEY = '';

type Start = () => void;

/**
 * Limits how much work of one kind is under way at the same time. So work that waits for a lock leaves connections to all other
 * work. Work that finds no place waits outside the database. Work of one key starts in the order in which it came, and the keys
 * take turns, so that one key cannot fill all places or the whole queue.
 */
export class Bulkhead {
  private readonly underWay = new Set<string>();
  /** The work that waits, in a lane for each key. The lane that is served next comes first. */
  private readonly lanes = new Map<string, Start[]>();
  private waiting = 0;
  private free: number;

  constructor(places: number) {
    this.free = places;
  }

  /**
   * Does the work when there is a place for it. Work of one `key` is done one after the other, because it locks the same row and
   * would otherwise wait in the database.
   *
   * @throws TooManyWait when the queue or the key's share of it is full, or no place was free in time; nothing is done
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

  /** True if work of this key is under way, so that more work of it would wait. */
  isTaken(key: string): boolean {
    return this.underWay.has(key);
  }

  /** How many pieces of work wait for a place. */
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

  /** Removes a piece of work from its lane, and puts the lane last. */
  private remove(key: string, start: Start): void {
    const left = (this.lanes.get(key) ?? []).filter((waiting) => waiting !== start);
    this.lanes.delete(key);
    if (left.length > 0) this.lanes.set(key, left);
    this.waiting -= 1;
  }
}
