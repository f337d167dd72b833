interface Waiting<Item> {
  lane: string;
  item: Item;
}

/**
 * Items that wait in lanes, one lane for each tenant. Items of one lane leave in the order in which they came. When not
 * all can leave, the first of every lane leave before the second of any, so a long lane never holds up a short one.
 *
 * All items stand in one array, in the order of arrival. A map of lanes would be rebuilt with every few requests, and
 * each old copy of it would hold its items until the next full garbage collection.
 */
export class FairQueue<Item> {
  private waiting: Waiting<Item>[] = [];
  /** How many items wait in each lane. */
  private readonly counts = new Map<string, number>();

  /** How many items wait in all lanes. */
  get length(): number {
    return this.waiting.length;
  }

  /**
   * True when `atMost` items wait and this lane has its share of them: the others still let theirs in, until twice as many
   * wait in all.
   */
  isFull(lane: string, atMost: number): boolean {
    if (this.length < atMost) return false;
    if (this.length >= 2 * atMost) return true;
    const own = this.counts.get(lane) ?? 0;
    return own >= atMost / (this.counts.size + (own === 0 ? 1 : 0));
  }

  push(lane: string, item: Item): void {
    this.waiting.push({ lane, item });
    this.count(lane, 1);
  }

  /** Puts items before all that wait. */
  putFirst(lane: string, items: Item[]): void {
    this.waiting = [...items.map((item) => ({ lane, item })), ...this.waiting];
    this.count(lane, items.length);
  }

  /** Takes up to `atMost` items, in the order of arrival. */
  take(atMost: number): Item[] {
    if (this.length <= atMost) {
      const all = this.waiting;
      this.waiting = [];
      this.counts.clear();
      return all.map(({ item }) => item);
    }
    const ranks = ranksOf(this.waiting);
    const last = lastRankOf(ranks, atMost);
    let ofLastRank = last.places;
    return this.remove((_, place) => {
      const rank = ranks[place] as number;
      return rank < last.rank || (rank === last.rank && ofLastRank-- > 0);
    });
  }

  /** Takes those at the head of the queue of which this is true. */
  takeWhile(isTrue: (item: Item) => boolean): Item[] {
    const [first] = this.waiting;
    if (first === undefined || !isTrue(first.item)) return [];
    let goesOn = true;
    return this.remove(({ item }) => (goesOn &&= isTrue(item)));
  }

  private remove(isTaken: (waiting: Waiting<Item>, place: number) => boolean): Item[] {
    const taken: Item[] = [];
    const left: Waiting<Item>[] = [];
    this.waiting.forEach((waiting, place) => {
      if (!isTaken(waiting, place)) {
        left.push(waiting);
        return;
      }
      taken.push(waiting.item);
      this.count(waiting.lane, -1);
    });
    this.waiting = left;
    return taken;
  }

  private count(lane: string, more: number): void {
    const count = (this.counts.get(lane) ?? 0) + more;
    if (count === 0) this.counts.delete(lane);
    else this.counts.set(lane, count);
  }
}

/** The place of each item in its own lane, from 0 on. */
function ranksOf(waiting: Waiting<unknown>[]): number[] {
  const next = new Map<string, number>();
  return waiting.map(({ lane }) => {
    const rank = next.get(lane) ?? 0;
    next.set(lane, rank + 1);
    return rank;
  });
}

/** The last turn in which items leave when `atMost` leave, and how many places are left for it. */
function lastRankOf(ranks: number[], atMost: number): { rank: number; places: number } {
  const sizes: number[] = [];
  for (const rank of ranks) sizes[rank] = (sizes[rank] ?? 0) + 1;
  let rank = 0;
  let places = atMost;
  while (rank < sizes.length && (sizes[rank] as number) <= places) {
    places -= sizes[rank] as number;
    rank += 1;
  }
  return { rank, places };
}
