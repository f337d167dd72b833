/** Deliveries under way at once in a server. */
export const SLOTS = 10;
/** How many of them one endpoint may have that answers in time. */
const OF_ONE = 8;
/** For the events of one business, over all endpoints: a replay of everything leaves places to others. */
const OF_ONE_BUSINESS = 8;
/** How many one slow endpoint may have, and all slow ones together. */
const OF_ONE_SLOW = 2;
const OF_ALL_SLOW = 5;
/** Milliseconds above which an attempt was slow. */
const SLOW_MS = 3_000;
/** How many endpoints are remembered as slow. */
const REMEMBERED = 10_000;

/**
 * Shares out the places for deliveries, so that receivers that are slow or never answer leave places to all others. The last
 * attempt in this server tells whether an endpoint is slow.
 */
export class DeliverySlots {
  /** How many places each endpoint has. */
  private readonly underWay = new Map<string, number>();
  private readonly ofBusinesses = new Map<string, number>();
  private readonly slow = new Set<string>();

  /** Takes a place for an event of a business and an endpoint. False when one of the two has all it may have. */
  tryTake(endpointId: string, businessId: string): boolean {
    if (this.isFull(endpointId) || this.isBusinessFull(businessId)) return false;
    add(this.underWay, endpointId, 1);
    add(this.ofBusinesses, businessId, 1);
    return true;
  }

  /** Frees the place, and notes how long the attempt took. Null when there was no attempt. */
  release(endpointId: string, businessId: string, tookMs: number | null): void {
    add(this.underWay, endpointId, -1);
    add(this.ofBusinesses, businessId, -1);
    if (tookMs === null) return;
    if (tookMs < SLOW_MS) this.slow.delete(endpointId);
    else if (this.slow.size < REMEMBERED) this.slow.add(endpointId);
  }

  /** The endpoints, and the businesses, that get no further place now. */
  full(): string[] {
    const known = new Set([
      ...this.underWay.keys(),
      ...(this.slowUnderWay() >= OF_ALL_SLOW ? this.slow : []),
    ]);
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
    if (!this.slow.has(endpointId)) return count >= OF_ONE;
    return count >= OF_ONE_SLOW || this.slowUnderWay() >= OF_ALL_SLOW;
  }

  private slowUnderWay(): number {
    let count = 0;
    for (const [endpointId, taken] of this.underWay) if (this.slow.has(endpointId)) count += taken;
    return count;
  }

  private countOf(endpointId: string): number {
    return this.underWay.get(endpointId) ?? 0;
  }
}

function add(places: Map<string, number>, id: string, more: 1 | -1): void {
  const left = (places.get(id) ?? 0) + more;
  if (left > 0) places.set(id, left);
  else places.delete(id);
}
