/**
 * A time that many answers share. It is written as JSON once: a hundred answers of a batch have the same two times, and to
 * write them each time took three quarters of writing the batch.
 */
export class SharedTime extends Date {
  private text: string | undefined;

  override toJSON(): string {
    return (this.text ??= this.toISOString());
  }
}
