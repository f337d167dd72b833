import { ApiProperty } from '@nestjs/swagger';
import type { Config } from '../config/config.js';

/** The settings that a page needs before anybody is logged in. */
export class PageConfigView {
  /** The name of the product. @example 'Analytical Cloud' */
  productName: string;
  /** Where customers write for help; null when there is no such address. @example 'help@example.com' */
  supportEmail: string | null;
  /** Whether strangers may sign up. @example true */
  signUp: boolean;
  /** The way in which money is collected. With `none` nothing is paid here. @example 'none' */
  @ApiProperty({ enum: ['none', 'manual', 'stripe'] })
  payments: Config['payments'];
}
