import { boundary, type Every } from '../../../invariants/calendar.js';
import type { Terms, Version } from './plans.js';
import { Versions } from './versions.js';

export interface ModelCycle {
  index: number;
  startsAt: number;
  endsAt: number;
  plan: string;
  trial: boolean;
  used: number;
  /** The version of the plan that is in force. */
  version: Version;
  anchor: number;
  turn: number;
}

interface Subscription {
  cycles: ModelCycle[];
  pending: string | null;
  canceled: boolean;
  trialEndsAt: number | null;
  endedAt: number | null;
  endReason: 'canceled' | 'expired' | 'operator' | null;
}

export type When = 'now' | 'cycleEnd';
export interface Counts {
  renewed: number;
  switched: number;
  ended: number;
}
/** What a call is answered: its status, and the code of a refusal. */
export type Outcome = { status: 200 } | { status: number; code: string };

const DAY = 86_400_000;
const DAYS = { day: 1, week: 7, month: 30, year: 365 };
const ok: Outcome = { status: 200 };
const refused = (status: number, code: string): Outcome => ({ status, code });
const same = (a: Every, b: Every) => a.unit === b.unit && a.count === b.count;

/** The contract's §4 for one business, as plain code: no database, no concurrency, its own calendar. */
export class Model {
  subscriptions: Subscription[] = [];
  private readonly trials = new Set<string>();

  constructor(
    readonly plans: ReadonlyMap<string, Terms>,
    public now: number,
    private readonly versions = new Versions(plans, now),
  ) {}

  get live(): Subscription | null {
    const last = this.subscriptions.at(-1);
    return last === undefined || last.endedAt !== null ? null : last;
  }

  get cycle(): ModelCycle {
    return this.subscriptions.at(-1)!.cycles.at(-1)!;
  }

  begin(code: string, trial: boolean): void {
    if (trial) this.trials.add(code);
    const opening = { pending: null, canceled: false, endedAt: null, endReason: null };
    const first = this.opened(code, trial, this.now, 0);
    this.subscriptions.push({ ...opening, cycles: [first], trialEndsAt: trial ? first.endsAt : null });
  }

  /** Everything that is over by now. */
  roll(): Counts {
    const counts = { renewed: 0, switched: 0, ended: 0 };
    while (this.live !== null && this.cycle.endsAt <= this.now) counts[this.turn(this.live)] += 1;
    return counts;
  }

  consume(amount: number): Outcome {
    this.roll();
    if (this.live === null) return refused(403, 'no_active_subscription');
    const { used, version } = this.cycle;
    const { units } = version;
    if (units !== null && used + amount > units) return refused(402, 'limit_reached');
    this.cycle.used += amount;
    return ok;
  }

  ownerChanges(code: string, asked?: When): Outcome {
    return this.orNothing(() => this.ownerChangesNow(code, asked));
  }

  operatorChanges(code: string, when: When = 'now'): Outcome {
    return this.orNothing(() => this.operatorChangesNow(code, when));
  }

  private ownerChangesNow(code: string, asked?: When): Outcome {
    this.roll();
    const to = this.plan(code);
    const { live } = this;
    const again = live?.pending === code && asked !== 'now';
    if (to.hidden && !again) return refused(404, 'unknown_plan');
    const unused = to.trialDays > 0 && !this.trials.has(code);
    if (live === null) {
      if (asked === 'cycleEnd') return refused(409, 'wrong_state');
      if (!to.selfService && !(unused && to.whenTrialEnds !== 'renew'))
        return refused(402, 'payment_required');
      this.begin(code, unused);
      return ok;
    }
    if (this.cycle.plan === code) {
      live.pending = null;
      live.canceled = false;
      return ok;
    }
    const from = this.plans.get(this.cycle.plan)!;
    const difference = perDay(to, from);
    const usual =
      from.currency === to.currency && (difference > 0 || (difference === 0 && same(from.every, to.every)))
        ? 'now'
        : 'cycleEnd';
    const when = asked ?? usual;
    const trial = when === 'now' && unused;
    const cheaper = from.currency === to.currency && difference < 0 && !this.cycle.trial;
    const free = to.selfService || cheaper || (trial && to.whenTrialEnds !== 'renew');
    if (again) {
      live.canceled = false;
      return ok;
    }
    if (when === 'now' && usual === 'cycleEnd') return refused(409, 'change_at_cycle_end');
    if (!free) return refused(402, 'payment_required');
    this.change(live, code, when, trial);
    return ok;
  }

  private operatorChangesNow(code: string, when: When): Outcome {
    this.roll();
    const { live } = this;
    if (live === null) {
      if (when === 'cycleEnd') return refused(409, 'wrong_state');
      if (this.plan(code).trialDays > 0) this.trials.add(code);
      this.begin(code, false);
      return ok;
    }
    if (this.cycle.plan === code && !(this.cycle.trial && when === 'now')) {
      live.pending = null;
      live.canceled = false;
      return ok;
    }
    if (when === 'now' && this.plan(code).trialDays > 0) this.trials.add(code);
    this.change(live, code, when, false);
    return ok;
  }

  dropPending(): Outcome {
    return this.onLive((live) => (live.pending = null));
  }

  cancel(): Outcome {
    return this.onLive((live) => (live.canceled = true));
  }

  resume(): Outcome {
    return this.onLive((live) => (live.canceled = false));
  }

  end(): Outcome {
    return this.onLive((live) => {
      if (this.cycle.trial) live.trialEndsAt = this.now;
      if (this.now > this.cycle.startsAt) this.cycle.endsAt = this.now;
      Object.assign(live, { endedAt: this.now, endReason: 'operator', pending: null, canceled: false });
    });
  }

  /** An operator lets a running trial end later. */
  extendTrial(endsAt: number): Outcome {
    return this.orNothing(() => {
      this.roll();
      const { live } = this;
      if (live === null || !this.cycle.trial) return refused(409, 'wrong_state');
      if (endsAt < this.cycle.endsAt || endsAt > this.cycle.startsAt + 730 * DAY)
        return refused(400, 'validation_failed');
      Object.assign(this.cycle, { endsAt, anchor: endsAt });
      live.trialEndsAt = endsAt;
      return ok;
    });
  }

  /** An operator's edit of a plan. It meets cycles that begin from now on, and with `running` the one under way. */
  edit(code: string, terms: Partial<Version>, running: boolean): void {
    const newest = this.versions.edit(code, terms, running, this.now);
    if (running && this.live !== null && this.cycle.plan === code && this.cycle.endsAt > this.now)
      this.cycle.version = newest;
  }

  /** What the next turns would be. */
  upcoming(most: number) {
    const ahead = new Model(this.plans, this.now, this.versions);
    ahead.subscriptions = structuredClone(this.subscriptions);
    const found: {
      index: number;
      startsAt: string;
      endsAt: string | null;
      planCode: string;
      event: string;
    }[] = [];
    while (ahead.live !== null && found.length < most) {
      const { index, endsAt } = ahead.cycle;
      const event = ({ renewed: 'renew', switched: 'switch', ended: 'end' } as const)[ahead.turn(ahead.live)];
      const end = event === 'end' ? null : iso(ahead.cycle.endsAt);
      found.push({ index: index + 1, startsAt: iso(endsAt), endsAt: end, planCode: ahead.cycle.plan, event });
    }
    return found;
  }

  /** The subscription as the service shows it, but for its id and the names of plans. */
  view() {
    const { pending, canceled, trialEndsAt, endedAt, endReason } = this.subscriptions.at(-1)!;
    const { index, startsAt, endsAt, trial, plan } = this.cycle;
    return {
      status: endedAt !== null ? 'ended' : trial ? 'trialing' : 'active',
      plan: { code: plan },
      pendingPlan: pending === null ? null : { code: pending },
      cancelAtCycleEnd: canceled,
      cycle: { index, startsAt: iso(startsAt), endsAt: iso(endsAt), trial },
      trialEndsAt: trialEndsAt === null ? null : iso(trialEndsAt),
      endedAt: endedAt === null ? null : iso(endedAt),
      endReason,
    };
  }

  /** Every cycle there was, newest first. */
  history() {
    return this.subscriptions
      .flatMap(({ cycles }) => cycles)
      .toReversed()
      .map(({ index, startsAt, endsAt, plan, trial, used, version }) => ({
        index,
        startsAt: iso(startsAt),
        endsAt: iso(endsAt),
        planCode: plan,
        trial,
        usage: { recordings: { used, limit: version.units } },
      }));
  }

  /** A plan in its newest version. */
  private plan(code: string): Terms {
    return { ...this.plans.get(code)!, ...this.versions.newest(code) };
  }

  private onLive(act: (live: Subscription) => unknown): Outcome {
    return this.orNothing(() => {
      this.roll();
      if (this.live === null) return refused(409, 'wrong_state');
      act(this.live);
      return ok;
    });
  }

  /** A change that is refused has written nothing, not even the turns on its way. */
  private orNothing(change: () => Outcome): Outcome {
    const before = structuredClone(this.subscriptions);
    const outcome = change();
    if (outcome.status !== 200) this.subscriptions = before;
    return outcome;
  }

  private change(live: Subscription, code: string, when: When, trial: boolean): void {
    live.canceled = false;
    if (when === 'cycleEnd') {
      live.pending = code;
      return;
    }
    live.pending = null;
    if (trial) this.trials.add(code);
    const { cycle } = this;
    const stays = same(this.plans.get(cycle.plan)!.every, this.plans.get(code)!.every);
    if (stays && !trial && !cycle.trial) {
      Object.assign(cycle, { plan: code, version: this.versions.newest(code) });
      return;
    }
    const atStart = this.now === cycle.startsAt;
    const next = this.opened(code, trial, this.now, cycle.index + (atStart ? 0 : 1));
    if (trial) live.trialEndsAt = next.endsAt;
    else if (cycle.trial) live.trialEndsAt = this.now;
    if (atStart) live.cycles.splice(-1, 1, { ...next, used: cycle.used });
    else {
      cycle.endsAt = this.now;
      live.cycles.push(next);
    }
  }

  private turn(live: Subscription): keyof Counts {
    const over = this.cycle;
    const from = this.plans.get(over.plan)!;
    const then = over.trial ? over.version.whenTrialEnds : over.version.whenCycleEnds;
    if (live.canceled || (live.pending === null && then === 'end')) {
      Object.assign(live, {
        endedAt: over.endsAt,
        endReason: live.canceled ? 'canceled' : 'expired',
        pending: null,
      });
      return 'ended';
    }
    const code = live.pending ?? (typeof then === 'string' ? over.plan : then.switchTo);
    const to = this.plans.get(code)!;
    const stays = same(from.every, to.every);
    const anchor = stays ? over.anchor : over.endsAt;
    const turn = stays ? over.turn + 1 : 0;
    const switched = live.pending !== null || typeof then !== 'string';
    live.pending = null;
    const startsAt = over.endsAt;
    const endsAt = boundary(new Date(anchor), turn + 1, to.every).getTime();
    live.cycles.push({
      index: over.index + 1,
      startsAt,
      endsAt,
      plan: code,
      trial: false,
      used: 0,
      version: this.versions.at(code, startsAt, endsAt),
      anchor,
      turn,
    });
    return switched ? 'switched' : 'renewed';
  }

  private opened(code: string, trial: boolean, at: number, index: number): ModelCycle {
    const { every, trialDays } = this.plan(code);
    const version = this.versions.newest(code);
    const anchor = trial ? at + trialDays * DAY : at;
    const endsAt = trial ? anchor : boundary(new Date(at), 1, every).getTime();
    return { index, startsAt: at, endsAt, plan: code, trial, used: 0, version, anchor, turn: trial ? -1 : 0 };
  }
}

const iso = (time: number): string => new Date(time).toISOString();

/** Positive when `a` costs more per day. */
const perDay = (a: Terms, b: Terms): number =>
  a.amount * DAYS[b.every.unit] * b.every.count - b.amount * DAYS[a.every.unit] * a.every.count;
