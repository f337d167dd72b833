/** Deliveries under way at once in a server. */
export const SLOTS = 10;
/** The most for one endpoint that is not slow. */
const OF_ONE = 8;
/** The most for the events of one business, over all endpoints, so that a replay of everything leaves slots to other businesses. */
const OF_ONE_BUSINESS = 8;
/** The most for one slow endpoint, and for all slow endpoints of one business together. */
const OF_ONE_SLOW = 2;
/** The most for all slow endpoints together. */
const OF_ALL_SLOW = 5;
/** An attempt that takes this many milliseconds or more is slow. */
const SLOW_MS = 3_000;
/** How many endpoints are remembered as slow. */
const REMEMBERED = 10_000;

/**
 * Shares out the slots for deliveries, so that receivers that are slow or never answer leave slots to all others. An endpoint
 * counts as slow if the last attempt of this server at it was slow.
 */
export class DeliverySlots {
  /** How many slots each endpoint uses. */
  private readonly underWay = new Map<string, number>();
  private readonly ofBusinesses = new Map<string, number>();
  /** The slow endpoints, the oldest first, each with the business that owns it; null for those of the operators. */
  private readonly slow = new Map<string, string | null>();

  /**
   * Takes a slot for an event of a business and an endpoint. Returns false if one of the two already uses all the slots that it
   * may.
   */
  tryTake(endpointId: string, businessId: string): boolean {
    if (this.isFull(endpointId) || this.isBusinessFull(businessId)) return false;
    add(this.underWay, endpointId, 1);
    add(this.ofBusinesses, businessId, 1);
    return true;
  }

  /** Frees the slot, and notes how long the attempt took. `attempt` is null if there was none. */
  release(
    endpointId: string,
    businessId: string,
    attempt: { tookMs: number; ofOperators: boolean } | null,
  ): void {
    add(this.underWay, endpointId, -1);
    add(this.ofBusinesses, businessId, -1);
    if (attempt === null) return;
    this.slow.delete(endpointId);
    if (attempt.tookMs < SLOW_MS) return;
    this.slow.set(endpointId, attempt.ofOperators ? null : businessId);
    // The oldest is forgotten: an endpoint that is no longer called gives no fast answer, and would be remembered for ever.
    const [oldest] = this.slow.keys();
    if (this.slow.size > REMEMBERED && oldest !== undefined) this.slow.delete(oldest);
  }

  /** The ids of endpoints and businesses that get no further slot now. */
  full(): string[] {
    const busy = [...this.underWay.keys()];
    // If no slow endpoint under way is full, none of the many that are remembered has to be listed.
    const slowOnesAreFull = busy.some((endpointId) => this.slow.has(endpointId) && this.isFull(endpointId));
    const known = new Set([...busy, ...(slowOnesAreFull ? this.slow.keys() : [])]);
    return [
      ...[...known].filter((endpointId) => this.isFull(endpointId)),
      ...[...this.ofBusinesses.keys()].filter((businessId) => this.isBusinessFull(businessId)),
    ];
  }

  private isBusinessFull(businessId: string): boolean {
    return (this.ofBusinesses.get(businessId) ?? 0) >= OF_ONE_BUSINESS;
  }

  private isFull(endpointId: string): boolean {
    const count = this.countOf(endpointId);
    const owner = this.slow.get(endpointId);
    if (owner === undefined) return count >= OF_ONE;
    if (count >= OF_ONE_SLOW || this.slowUnderWay() >= OF_ALL_SLOW) return true;
    return owner !== null && this.slowUnderWay(owner) >= OF_ONE_SLOW;
  }

  /** The slots that slow endpoints use, all or those of one owner. */
  private slowUnderWay(owner?: string): number {
    let count = 0;
    for (const [endpointId, taken] of this.underWay)
      if (this.slow.has(endpointId) && (owner === undefined || this.slow.get(endpointId) === owner))
        count += taken;
    return count;
  }

  private countOf(endpointId: string): number {
    return this.underWay.get(endpointId) ?? 0;
  }
}

function add(slots: Map<string, number>, id: string, change: 1 | -1): void {
  const count = (slots.get(id) ?? 0) + change;
  if (count > 0) slots.set(id, count);
  else slots.delete(id);
}
