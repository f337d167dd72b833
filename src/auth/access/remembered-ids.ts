/** How many external ids are remembered. The oldest are dropped first. */
const REMEMBERED = 50_000;

/**
 * Remembers to which businesses external ids belong, so that a spend needs no look-up of its own. An external id can move to
 * another business at any time, also by another server. So the statement that does the work verifies it again.
 *
 * Each operator key has its own, and only a valid key adds to them. So a made-up key finds nothing and changes nothing, and the
 * time of its answer says nothing about an external id.
 */
export class RememberedIds {
  private readonly ids = new Map<string, string>();

  constructor(private readonly most = REMEMBERED) {}

  /** The business to which the external id belonged; null if that is not remembered. */
  find(keyHash: string, externalId: string): string | null {
    return this.ids.get(nameOf(keyHash, externalId)) ?? null;
  }

  /** Remembers an id that was looked up for a valid key. */
  add(keyHash: string, externalId: string, businessId: string): void {
    const name = nameOf(keyHash, externalId);
    const [oldest] = this.ids.size >= this.most && !this.ids.has(name) ? this.ids.keys() : [];
    if (oldest !== undefined) this.ids.delete(oldest);
    this.ids.set(name, businessId);
  }

  get size(): number {
    return this.ids.size;
  }
}

const nameOf = (keyHash: string, externalId: string): string => `${keyHash} ${externalId}`;
