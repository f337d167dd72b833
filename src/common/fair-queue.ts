interface Waiting<Item> {
  lane: string;
  item: Item;
}

/**
 * A queue with lanes, one lane for each tenant. Items of one lane leave in the order in which they came. If not all items can
 * leave, the first item of every lane leaves before the second item of any lane. So a long lane never delays a short one.
 *
 * One array holds all items, in the order of arrival. A map of lanes would be rebuilt every few requests, and each old copy would
 * hold its items in memory until the next full garbage collection.
 */
export class FairQueue<Item> {
  private waiting: Waiting<Item>[] = [];
  /** The weight of the items in each lane that has some. */
  private readonly weights = new Map<string, number>();
  /** The weight of the items in all lanes. */
  private weight = 0;

  /** `weightOf` returns the weight of an item, which must never change. By default it is 1. */
  constructor(private readonly weightOf: (item: Item) => number = () => 1) {}

  /** How many items wait in all lanes. */
  get length(): number {
    return this.waiting.length;
  }

  /**
   * True if the queue has reached the weight `atMost` and this lane has at least its share of it. Other lanes may then still add
   * items, up to twice that weight.
   */
  isFull(lane: string, atMost: number): boolean {
    if (this.weight < atMost) return false;
    if (this.weight >= 2 * atMost) return true;
    const own = this.weights.get(lane) ?? 0;
    return own >= atMost / (this.weights.size + (own === 0 ? 1 : 0));
  }

  push(lane: string, item: Item): void {
    this.waiting.push({ lane, item });
    this.weigh(lane, this.weightOf(item));
  }

  /** Adds items before all that wait. */
  putFirst(lane: string, items: Item[]): void {
    this.waiting = [...items.map((item) => ({ lane, item })), ...this.waiting];
    this.weigh(lane, this.sumOf(items));
  }

  /**
   * Removes and returns up to `atMost` items, in the order of arrival. Together they weigh at most `heaviest`, unless the first
   * item alone is heavier. If an item does not fit, no later item of its lane is taken.
   */
  take(atMost: number, heaviest = Infinity): Item[] {
    if (this.length <= atMost && this.weight <= heaviest) {
      const all = this.waiting;
      this.waiting = [];
      this.weights.clear();
      this.weight = 0;
      return all.map(({ item }) => item);
    }
    const ranks = ranksOf(this.waiting);
    const last = lastRankOf(ranks, atMost);
    let ofLastRank = last.places;
    let room = heaviest;
    const withoutRoom = new Set<string>();
    return this.remove(({ lane, item }, place) => {
      const rank = ranks[place] as number;
      const isChosen = rank < last.rank || (rank === last.rank && ofLastRank-- > 0);
      const weight = this.weightOf(item);
      const fits = weight <= room || room === heaviest;
      if (!isChosen || !fits || withoutRoom.has(lane)) {
        withoutRoom.add(lane);
        return false;
      }
      room -= weight;
      return true;
    });
  }

  /** Removes and returns items from the head of the queue while `isTrue` holds. */
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
      this.weigh(waiting.lane, -this.weightOf(waiting.item));
    });
    this.waiting = left;
    return taken;
  }

  private weigh(lane: string, more: number): void {
    this.weight += more;
    const weight = (this.weights.get(lane) ?? 0) + more;
    if (weight === 0) this.weights.delete(lane);
    else this.weights.set(lane, weight);
  }

  private sumOf(items: Item[]): number {
    return items.reduce((sum, item) => sum + this.weightOf(item), 0);
  }
}

/** The position of each item in its own lane, from 0. */
function ranksOf(waiting: Waiting<unknown>[]): number[] {
  const next = new Map<string, number>();
  return waiting.map(({ lane }) => {
    const rank = next.get(lane) ?? 0;
    next.set(lane, rank + 1);
    return rank;
  });
}

/** Items leave rank by rank. Returns the last rank from which items leave, and how many of that rank leave. */
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
