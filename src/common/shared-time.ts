/**
 * A time that many answers share. Its JSON text is made once: a hundred answers of a batch have the same two times, and to format
 * them each time took three quarters of the time to write the batch.
 */
export class SharedTime extends Date {
  private text: string | undefined;

  override toJSON(): string {
    return (this.text ??= this.toISOString());
  }
}
