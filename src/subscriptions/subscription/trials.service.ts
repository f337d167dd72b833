import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { execute, type Executor, query } from '../../database/sql.js';
import { BEGIN_TRIAL, HAS_USED_TRIAL, MARK_TRIAL_USED } from './trials.sql.js';

/**
 * Which trials have been used: each plan's once per business, and once per person who owns businesses. A trial is used when
 * it begins. The record of a person stays with them when the business is handed over, and goes with their account.
 */
@Injectable()
export class TrialsService {
  /** Whether the business, or its owner for any business, has used the trial of the plan. */
  async isUsed(on: Executor, businessId: string, planCode: string): Promise<boolean> {
    const [row] = await query<{ used: boolean }>(on, HAS_USED_TRIAL, [businessId, planCode]);
    return row?.used === true;
  }

  /**
   * Uses the trial that begins at `at`. False when it is used already, and then nothing is written. Of several businesses of
   * one owner that begin it at once, one gets it: the others wait here until that one is committed or taken back.
   */
  async begin(manager: EntityManager, businessId: string, planCode: string, at: Date): Promise<boolean> {
    return (await execute(manager, BEGIN_TRIAL, [businessId, planCode, at])) > 0;
  }

  /** The business is put on the plan without its trial, which it therefore cannot have later. Its owner's stays. */
  async markUsed(manager: EntityManager, businessId: string, planCode: string, at: Date): Promise<void> {
    await execute(manager, MARK_TRIAL_USED, [businessId, planCode, at]);
  }
}
