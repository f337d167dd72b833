import type { DataSource } from 'typeorm';
import { isLockTimeout, isLost, isOutage } from '../../database/outage.js';
import { outcomeUnknown } from '../usage.errors.js';
import type { ExactSpendService } from './exact-spend.service.js';
import { areFree } from './locked-counters.js';
import type { Outcome, Spend } from './spend.js';

/** After this many milliseconds `decideEach` leaves the rest of its groups to the next call. */
const APART_LIMIT_MS = 1_000;

/** The outcomes of a group, in order. `locked` means that other work has locked its counter. */
export type Decided = (Outcome | Error)[] | 'locked';

/**
 * Decides groups of requests of the slow path. It first decides them together. If that waits for a lock or fails, it decides them
 * in parts. So neither a locked counter nor a bad request delays or fails the other groups.
 */
export class SlowPathDecisions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly exactSpends: ExactSpendService,
  ) {}

  /** Decides all groups together. If that waits too long for a lock, it decides only the groups whose counter is free. */
  async decideAll(groups: Spend[][]): Promise<Decided[]> {
    try {
      return await this.decideTogether(groups);
    } catch (error) {
      if (!isLockTimeout(error)) return this.decideOneByOne(groups, error);
    }
    const free = await this.areFree(groups);
    const rest = groups.filter((_, place) => free[place]);
    const decided = await this.decideTogether(rest).catch((error: unknown) =>
      isLockTimeout(error) ? rest.map(() => 'locked' as const) : this.decideOneByOne(rest, error),
    );
    return groups.map((_, place) => (free[place] === true ? (decided.shift() as Decided) : 'locked'));
  }

  /**
   * Decides the groups whose counter is free, each alone. A group can still wait, if other work has locked its counter since. After
   * a second the rest is left to the next call.
   */
  async decideEach(groups: Spend[][]): Promise<Decided[]> {
    const free = await this.areFree(groups);
    const end = performance.now() + APART_LIMIT_MS;
    const decided: Decided[] = [];
    for (const [place, group] of groups.entries()) {
      const mayBegin = free[place] === true && performance.now() < end;
      decided.push(mayBegin ? await this.decideApart(group) : 'locked');
    }
    return decided;
  }

  private async decideApart(group: Spend[]): Promise<Decided> {
    try {
      return (await this.decideTogether([group]))[0] as Decided;
    } catch (error) {
      if (isLockTimeout(error)) return 'locked';
      return (await this.decideOneByOne([group], error))[0] as Decided;
    }
  }

  private async decideTogether(groups: Spend[][]): Promise<Decided[]> {
    if (groups.length === 0) return [];
    const outcomes = await this.exactSpends.spend(groups.flat());
    return groups.map((group) => outcomes.splice(0, group.length));
  }

  /** Decides the requests one by one after an error that one of them may have caused. So a bad request does not fail the others. */
  private async decideOneByOne(groups: Spend[][], error: unknown): Promise<Decided[]> {
    const same = (failure: Error) => groups.map((group) => group.map(() => failure));
    if (isLost(error)) return same(outcomeUnknown());
    if (isOutage(error) || groups.flat().length === 1) return same(error as Error);
    const decided: Decided[] = [];
    for (const group of groups) {
      const outcomes: (Outcome | Error)[] = [];
      for (const spend of group) outcomes.push(await this.decideAlone(spend));
      decided.push(outcomes);
    }
    return decided;
  }

  private async decideAlone(spend: Spend): Promise<Outcome | Error> {
    try {
      return (await this.exactSpends.spend([spend]))[0] as Outcome;
    } catch (error) {
      return isLost(error) ? outcomeUnknown() : (error as Error);
    }
  }

  private areFree(groups: Spend[][]): Promise<boolean[]> {
    return areFree(
      this.dataSource,
      groups.flatMap(([first]) => first ?? []),
    );
  }
}
