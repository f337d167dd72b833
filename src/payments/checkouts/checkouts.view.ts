import { ApiProperty } from '@nestjs/swagger';
import type { CheckoutRow, CheckoutState } from './checkouts.sql.js';

const CHECKOUT_STATES = [
  'creating',
  'open',
  'processing',
  'done',
  'failed',
  'expired',
] as const satisfies CheckoutState[];

/** A hosted page where an owner pays for a plan, or saves a card. */
export class CheckoutView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** `pay`: the page takes money and saves the card. `setup`: it only saves a card. @example 'setup' */
  @ApiProperty({ enum: ['pay', 'setup'] })
  mode: 'pay' | 'setup';
  /** The plan that is bought, or the plan whose trial begins with the card. @example 'pro' */
  @ApiProperty({ type: String, nullable: true })
  planCode: string | null;
  /** The invoice that is paid; null if the page only saves a card. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  invoiceId: string | null;
  /** The address to send the person to; null if the page is closed. */
  @ApiProperty({ type: String, nullable: true })
  url: string | null;
  /** `done`: the page is completed, and the card is saved. `processing`: the bank takes some days. */
  @ApiProperty({ enum: CHECKOUT_STATES, example: 'open' })
  state: CheckoutState;
  expiresAt: Date;
  /**
   * Why the plan did not begin, although the page was completed: the code of a problem. `no_payment_method`: what the person gave
   * cannot be charged later; in mode `pay` the plan is paid nevertheless. @example 'plan_archived'
   */
  @ApiProperty({ type: String, nullable: true })
  problem: string | null;
}

/** A checkout in an export. It has no `url`, because nobody is sent to its page. */
export const pastCheckoutView = (row: CheckoutRow) => ({
  ...checkoutView({ ...row, url: null }),
  createdAt: row.createdAt,
});

export const checkoutView = (row: CheckoutRow): CheckoutView => ({
  id: row.id,
  mode: row.mode,
  planCode: row.planCode,
  invoiceId: row.invoiceId,
  url: row.url,
  state: row.state,
  expiresAt: row.expiresAt,
  problem: row.problem,
});
