const PAUSE_MS = 1_000;

/** Logs an outage of the database with at most one line a second. A line for each request would hide what happened before. */
export class OutageLog {
  private lastLogged = -Infinity;
  private notLogged = 0;

  constructor(private readonly write: (line: string) => void) {}

  report(why: string, now = performance.now()): void {
    if (now - this.lastLogged < PAUSE_MS) {
      this.notLogged += 1;
      return;
    }
    const others = this.notLogged === 0 ? '' : ` (${this.notLogged} more requests were refused for it)`;
    this.write(`The database is out of reach: ${why}${others}`);
    this.lastLogged = now;
    this.notLogged = 0;
  }
}
