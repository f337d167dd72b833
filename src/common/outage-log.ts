const PAUSE_MS = 1_000;

/** Logs an outage of the database with at most one line a second. A line for each request would hide what happened before. */
export class OutageLog {
  private lastTold = -Infinity;
  private untold = 0;

  constructor(private readonly write: (line: string) => void) {}

  tell(why: string, now = performance.now()): void {
    if (now - this.lastTold < PAUSE_MS) {
      this.untold += 1;
      return;
    }
    const others = this.untold === 0 ? '' : ` (${this.untold} more requests were refused for it)`;
    this.write(`The database is out of reach: ${why}${others}`);
    this.lastTold = now;
    this.untold = 0;
  }
}
