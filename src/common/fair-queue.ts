interface Waiting<Item> {
  lane: string;
  item: Item;
}

/**
 * Items that wait in lanes, one lane for each tenant. Items of one lane leave in the order in which they came. When not
 * all can leave, the first of every lane leave before the second of any, so a long lane never holds up a short one.
 *
 * One array holds all items, in the order of arrival. A map of lanes would be rebuilt every few requests, and each old copy would
 * keep its items in memory until the next full garbage collection.
 */
export class FairQueue<Item> {
  private waiting: Waiting<Item>[] = [];
  /** The weight of the items that wait in each lane, and in all of them. */
  private readonly weights = new Map<string, number>();
  private weight = 0;

  /** `weightOf` tells how much of the room an item takes. It never changes, and is 1 unless told. */
  constructor(private readonly weightOf: (item: Item) => number = () => 1) {}

  /** How many items wait in all lanes. */
  get length(): number {
    return this.waiting.length;
  }

  /**
   * True when items of the weight `atMost` wait and this lane has its share of them. Other lanes may still add items then, until
   * twice as much waits in all.
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

  /** Puts items before all that wait. */
  putFirst(lane: string, items: Item[]): void {
    this.waiting = [...items.map((item) => ({ lane, item })), ...this.waiting];
    this.weigh(lane, this.sumOf(items));
  }

  /**
   * Takes up to `atMost` items, in the order of arrival. Together they weigh no more than `heaviest`, unless the first one alone
   * is heavier. When an item finds no room, no later item of its lane is taken.
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

  /** Takes items from the head of the queue while `isTrue` holds. */
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

/** The place of each item in its own lane, from 0 on. */
function ranksOf(waiting: Waiting<unknown>[]): number[] {
  const next = new Map<string, number>();
  return waiting.map(({ lane }) => {
    const rank = next.get(lane) ?? 0;
    next.set(lane, rank + 1);
    return rank;
  });
}

/** When `atMost` items leave, rank by rank: the last rank that leaves, and how many of its items do. */
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
