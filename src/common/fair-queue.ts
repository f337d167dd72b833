/**
 * Items that wait in lanes, one lane for each tenant. Items of one lane leave in the order in which they came; the lanes
 * take turns, so a long lane never holds up a short one.
 */
export class FairQueue<Item> {
  private readonly lanes = new Map<string, Item[]>();
  private count = 0;

  /** How many items wait in all lanes. */
  get length(): number {
    return this.count;
  }

  /**
   * True when `atMost` items wait and this lane has its share of them: the others still let theirs in, until twice as many
   * wait in all.
   */
  isFull(lane: string, atMost: number): boolean {
    if (this.count < atMost) return false;
    if (this.count >= 2 * atMost) return true;
    const own = this.lanes.get(lane)?.length ?? 0;
    return own >= atMost / (this.lanes.size + (own === 0 ? 1 : 0));
  }

  push(lane: string, item: Item): void {
    const items = this.lanes.get(lane);
    if (items === undefined) this.lanes.set(lane, [item]);
    else items.push(item);
    this.count += 1;
  }

  /** Puts items before those of their lane that wait. */
  putFirst(lane: string, items: Item[]): void {
    this.lanes.set(lane, [...items, ...(this.lanes.get(lane) ?? [])]);
    this.count += items.length;
  }

  /** Takes up to `atMost` items, from each lane by turns. */
  take(atMost: number): Item[] {
    const taken: Item[] = [];
    // A lane that has more is put back at the end, where this loop comes by again.
    for (const [lane, items] of this.lanes) {
      if (taken.length >= atMost) break;
      taken.push(items.shift() as Item);
      this.lanes.delete(lane);
      if (items.length > 0) this.lanes.set(lane, items);
    }
    this.count -= taken.length;
    return taken;
  }

  /** Takes those at the head of each lane of which this is true. */
  takeWhile(isTrue: (item: Item) => boolean): Item[] {
    const taken: Item[] = [];
    for (const [lane, items] of this.lanes) {
      while (items.length > 0 && isTrue(items[0] as Item)) taken.push(items.shift() as Item);
      if (items.length === 0) this.lanes.delete(lane);
    }
    this.count -= taken.length;
    return taken;
  }
}
