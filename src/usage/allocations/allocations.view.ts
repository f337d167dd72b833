/** A held resource. */
export class AllocationView {
  /** The caller's own name of it. @example 'app-1' */
  resource: string;
  heldAt: Date;
  /** When it ends by itself; null is never. */
  expiresAt: Date | null;
}
