/** Milliseconds after which work that is not done lets the next begin: one that waits for a dead worker delays no other. */
const GIVEN_UP_MS = 500;

/** Lets a few begin at a time, in the order in which they came. */
export class Turns {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Waits for a turn. Answers what ends it. */
  async begin(): Promise<() => void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      clearTimeout(late);
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    };
    const late = setTimeout(end, GIVEN_UP_MS);
    return end;
  }
}
