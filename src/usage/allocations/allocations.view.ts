/** A held resource. */
export class AllocationView {
  /** The caller's name for the resource. @example 'app-1' */
  resource: string;
  heldAt: Date;
  /** When the hold ends; null if it never ends by itself. */
  expiresAt: Date | null;
}
