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
    const turns = turnsOf(this.waiting);
    const last = lastTurnOf(turns, atMost);
    let ofLastTurn = last.places;
    return this.remove((_, place) => {
      const turn = turns[place] as number;
      return turn < last.turn || (turn === last.turn && ofLastTurn-- > 0);
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
function turnsOf(waiting: Waiting<unknown>[]): number[] {
  const next = new Map<string, number>();
  return waiting.map(({ lane }) => {
    const turn = next.get(lane) ?? 0;
    next.set(lane, turn + 1);
    return turn;
  });
}

/** The last turn in which items leave when `atMost` leave, and how many places are left for it. */
function lastTurnOf(turns: number[], atMost: number): { turn: number; places: number } {
  const sizes: number[] = [];
  for (const turn of turns) sizes[turn] = (sizes[turn] ?? 0) + 1;
  let turn = 0;
  let places = atMost;
  while (turn < sizes.length && (sizes[turn] as number) <= places) {
    places -= sizes[turn] as number;
    turn += 1;
  }
  return { turn, places };
}
