import type { Terms, Version } from './plans.js';

interface Dated {
  version: Version;
  madeAt: number;
  /** When it was brought to running cycles; null if never. */
  broughtAt: number | null;
}

/** The versions of every plan of the model, oldest first, and which of them holds for a cycle. */
export class Versions {
  private readonly dated: Map<string, Dated[]>;

  constructor(plans: ReadonlyMap<string, Terms>, now: number) {
    const first = ([code, { units, trialDays, whenCycleEnds, whenTrialEnds }]: [string, Terms]): [
      string,
      Dated[],
    ] => {
      const version = { units, trialDays, whenCycleEnds, whenTrialEnds };
      return [code, [{ version, madeAt: now, broughtAt: null }]];
    };
    this.dated = new Map([...plans].map(first));
  }

  newest(code: string): Version {
    return this.last(code).version;
  }

  edit(code: string, terms: Partial<Version>, running: boolean, now: number): Version {
    const version = { ...this.newest(code), ...terms };
    if (JSON.stringify(version) !== JSON.stringify(this.newest(code)))
      this.dated.get(code)!.push({ version, madeAt: now, broughtAt: null });
    if (running) this.last(code).broughtAt ??= now;
    return this.newest(code);
  }

  /** The newest that was there when the cycle began, or was brought to it; else the first. */
  at(code: string, startsAt: number, endsAt: number): Version {
    const all = this.dated.get(code)!;
    const met = all.filter(
      ({ madeAt, broughtAt }) => madeAt <= startsAt || (broughtAt !== null && broughtAt < endsAt),
    );
    return (met.at(-1) ?? all[0]!).version;
  }

  private last(code: string): Dated {
    return this.dated.get(code)!.at(-1)!;
  }
}
