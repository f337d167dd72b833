import { ApiProperty } from '@nestjs/swagger';
import type { Config } from '../config/config.js';

/** The settings that a page needs before anybody is logged in. */
export class PageConfigView {
  /** The name of the product. @example 'Analytical Cloud' */
  productName: string;
  /** The e-mail address for help; null if there is none. @example 'help@example.com' */
  supportEmail: string | null;
  /** Whether strangers may sign up. @example true */
  signUp: boolean;
  /** Who collects money: nobody, the operator by hand, or Stripe. @example 'none' */
  @ApiProperty({ enum: ['none', 'manual', 'stripe'] })
  payments: Config['payments'];
}
