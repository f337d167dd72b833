import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { awaitAll, errorAsValue, type MaybeError } from '../../common/error-as-value.js';
import { ShardBatcher } from '../../common/shard-batcher.js';
import type { BatchResult } from '../../common/submitted.js';
import { CONFIG, type Config } from '../../config/config.js';
import { admitByGuard, type Caller } from './caller.js';
import { ExactSpendService } from './exact-spend.service.js';
import { PlanSpendService } from './plan-spend.service.js';
import { SlowPathQueues } from './slow-path-queues.js';
import { outcomeUnknown } from '../usage.errors.js';
import {
  NEEDS_GUARD,
  NEEDS_SLOW_PATH,
  type Outcome,
  type Spend,
  spendOf,
  type SpendRequest,
  type SpendResult,
} from './spend.js';

/**
 * Spends for many callers at once. Requests that arrive during a flush form the next flush, and businesses share its places. A
 * flush is one statement. The slow path decides the requests that the statement does not grant, in its own batches. So a customer
 * at its limit does not delay other customers. With `USAGE_BATCHING=off`, every request is a flush of its own.
 */
@Injectable()
export class SpendingService {
  private readonly flushes: ShardBatcher<Spend, SpendResult>;
  private readonly slowPath: SlowPathQueues;

  constructor(
    dataSource: DataSource,
    private readonly planSpends: PlanSpendService,
    exactSpends: ExactSpendService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.flushes = new ShardBatcher<Spend, SpendResult>(dataSource, (spends) => this.flush(spends), {
      name: 'spends',
      laneOf: ({ businessId }) => businessId,
      tooLate: outcomeUnknown,
    });
    this.slowPath = new SlowPathQueues(dataSource, exactSpends, (spends) =>
      config.usageBatching ? this.flushes.submitFirst(spends) : spends.map((spend) => this.spendAlone(spend)),
    );
  }

  /**
   * Spends all of the amount or nothing, in the order of arrival. The spend is durable when it is answered. If the statement does
   * not verify the caller, the guard admits or refuses the caller, and then the request is decided.
   *
   * @throws DomainError the guard's first that applies; `overloaded` or `unavailable` when nothing was done, `outcome_unknown` when
   *   the connection was lost before the answer: it is safe to repeat the request with the same key.
   */
  async spend(caller: Caller, request: SpendRequest): Promise<Outcome> {
    if (!this.config.usageBatching) {
      return withoutGuard(await this.spendAlone(spendOf(await admitByGuard(caller), request)));
    }
    const spend = spendOf(caller, request);
    const result = await this.flushes.submit(spend);
    return result.kind === 'needsGuard' ? this.spendAgain(spend) : accepted(spend, result);
  }

  /**
   * Spends many times for one caller, in order, each as `spend` does. One statement decides the requests that it can, and one
   * promise serves all of these. An error that `spend` would throw is the answer of that request.
   */
  async spendTogether(spends: Spend[]): Promise<MaybeError<Outcome>[]> {
    if (!this.config.usageBatching) return this.spendOneByOne(spends);
    const results = await this.flushes.submitTogether(spends);
    const seconds = this.spendAdmitted(spends.filter((_, place) => needsGuard(results[place])));
    let second = 0;
    return spends.map((spend, place) => {
      const first = results[place] as BatchResult<SpendResult>;
      if (first instanceof Error) return first;
      if (first instanceof Promise)
        return errorAsValue(
          first.then((late) => (late.kind === 'needsGuard' ? this.spendAgain(spend) : accepted(spend, late))),
        );
      if (first.kind !== 'needsGuard') return accepted(spend, first);
      const nth = second++;
      return seconds.then((outcomes) => outcomes[nth] as Outcome | Error);
    });
  }

  /** Decides a request whose caller the statement did not verify. */
  private async spendAgain(spend: Spend): Promise<Outcome> {
    return withoutGuard(await this.flushes.submit(spendOf(await admitByGuard(spend.caller), spend)));
  }

  /**
   * Decides many such requests. If the guard refuses one, the others are still decided, because a batch can be for several
   * businesses.
   */
  private async spendAdmitted(spends: Spend[]): Promise<(Outcome | Error)[]> {
    const admissions = await awaitAll(
      spends.map((spend) =>
        errorAsValue(admitByGuard(spend.caller).then((caller) => spendOf(caller, spend))),
      ),
    );
    const admitted = admissions.filter((admission): admission is Spend => !(admission instanceof Error));
    const given = await this.flushes.submitTogether(admitted);
    const results = await awaitAll(given.map((one) => (one instanceof Promise ? errorAsValue(one) : one)));
    return admissions.map((admission) => {
      const answer = admission instanceof Error ? admission : (results.shift() as SpendResult | Error);
      return answer instanceof Error ? answer : withoutGuard(answer);
    });
  }

  private spendOneByOne(spends: Spend[]): Promise<Outcome | Error>[] {
    let before: Promise<unknown> = Promise.resolve();
    return spends.map((spend) => {
      const outcome = errorAsValue(before.then(() => this.spend(spend.caller, spend)));
      before = outcome;
      return outcome;
    });
  }

  private async spendAlone(spend: Spend): Promise<SpendResult> {
    const [result] = await this.flush([spend]);
    if (result instanceof Error) throw result;
    return result as SpendResult | Promise<SpendResult>;
  }

  /** Runs a flush. Requests whose group is on the slow path wait behind it, so that no request overtakes another. */
  private async flush(spends: Spend[]): Promise<BatchResult<SpendResult>[]> {
    const answers = await this.planSpends.spend(spends.filter((spend) => !this.slowPath.isOnSlowPath(spend)));
    return spends.map((spend) => {
      const answer = answers.get(spend) ?? NEEDS_SLOW_PATH;
      switch (answer.kind) {
        case 'decided':
          return answer.outcome;
        case 'needsGuard':
          return answer;
        case 'needsSlowPath':
          return this.slowPath.add(spend, answer.locked);
        case 'failed':
          return answer.error;
      }
    });
  }
}

/** The outcome for an admitted caller. Such a caller never needs the guard again. */
function withoutGuard(result: SpendResult): Outcome {
  if (result.kind === 'needsGuard') throw new Error('An admitted caller was sent back to the guard.');
  return result;
}

const needsGuard = (result: BatchResult<SpendResult> | undefined): boolean => result === NEEDS_GUARD;

/** Tells the caller that the statement has verified the key. */
function accepted({ caller }: Spend, outcome: Outcome): Outcome {
  caller.accepted?.();
  return outcome;
}
