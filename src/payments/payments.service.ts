import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { one } from '../database/sql.js';
import { callForPerson } from './interactive-calls.js';
import { SHOW_PAYMENTS } from './payments.sql.js';
import type { PaymentsView } from './payments.view.js';
import { ProviderRunsService } from './provider-runs.service.js';
import { ProviderService } from './provider.service.js';

/** Shows operators how collecting goes, and collects when they ask. */
@Injectable()
export class PaymentsService {
  constructor(
    private readonly provider: ProviderService,
    private readonly runs: ProviderRunsService,
    private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async showPayments(): Promise<PaymentsView> {
    const { payments: provider } = this.config;
    const shown = await one(this.dataSource, SHOW_PAYMENTS);
    // Each restore notes a hold. Without a payment provider it holds nothing.
    return { provider, ...shown, heldSince: provider === 'stripe' ? shown.heldSince : null };
  }

  /**
   * Asks the provider for events now, and collects what is due.
   *
   * @throws DomainError `no_payment_provider`; `payment_unavailable`; `wrong_state` if collecting is held, or the key is of another
   *   account.
   */
  async sync(): Promise<PaymentsView> {
    this.provider.require();
    await callForPerson((signal) => this.runs.sync(signal));
    return this.showPayments();
  }
}
