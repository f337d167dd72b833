import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../common/clock.js';
import { execute, query } from '../database/sql.js';
import { ProviderService } from './provider.service.js';
import { withTimeLimit } from '../common/time-limit.js';
import { CLAIM_FORGOTTEN, NOTE_FORGOTTEN } from './forgetting.sql.js';

/** How long a server may hold one customer. After that another server may take it. */
const LEASE_MS = 10 * 60_000;
/** How long the work on one customer may take. It is much shorter than the lease. */
const LIMIT_MS = 2 * 60_000;
const AT_ONCE = 4;

/** Removes the data of erased businesses at the provider. */
@Injectable()
export class ForgettingService {
  private readonly logger = new Logger(ForgettingService.name);

  constructor(
    private readonly provider: ProviderService,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Makes the provider forget some of these customers. A customer that fails is tried again later. */
  async run(signal: AbortSignal): Promise<void> {
    const now = this.clock.now();
    const leaseUntil = new Date(now.getTime() + LEASE_MS);
    const claimed = await query(this.dataSource, CLAIM_FORGOTTEN, { now, leaseUntil, limit: AT_ONCE });
    await Promise.all(
      claimed.map(({ customer }) =>
        withTimeLimit(LIMIT_MS, signal, (ended) => this.forget(customer, ended)).catch((error: unknown) =>
          this.logger.warn(
            `The customer ${customer} could not be deleted at the provider, and is deleted later: ${String(error)}`,
          ),
        ),
      ),
    );
  }

  private async forget(customer: string, signal: AbortSignal): Promise<void> {
    await this.provider.required.forgetCustomer(customer, signal);
    await execute(this.dataSource, NOTE_FORGOTTEN, { customer });
  }
}
