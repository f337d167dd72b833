/**
 * Milliseconds after which work loses its slot, although it is not done. So work that waits for a dead worker delays no other work.
 */
const GIVEN_UP_MS = 500;

/** A small number of slots for work. Callers get a slot in the order in which they asked. */
export class Slots {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Waits for a slot. Returns the function that releases it. */
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
