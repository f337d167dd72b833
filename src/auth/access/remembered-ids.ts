/** How many external ids are remembered. The oldest are dropped first. */
const REMEMBERED = 50_000;

/**
 * Remembers to which businesses external ids belong, so that a spend needs no look-up of its own. An external id can move to another
 * business at any time, also by another server. So whoever uses a remembered one verifies it in the statement that does the work.
 */
export class RememberedIds {
  private readonly ids = new Map<string, string>();

  constructor(private readonly most = REMEMBERED) {}

  /** The business to which the external id belonged; null if that is not remembered. */
  find(externalId: string): string | null {
    return this.ids.get(externalId) ?? null;
  }

  /** Remembers an id that a statement has verified. */
  add(externalId: string, businessId: string): void {
    const [oldest] = this.ids.size >= this.most ? this.ids.keys() : [];
    if (oldest !== undefined) this.ids.delete(oldest);
    this.ids.set(externalId, businessId);
  }

  forget(externalId: string): void {
    this.ids.delete(externalId);
  }

  get size(): number {
    return this.ids.size;
  }
}
