import { ApiProperty } from '@nestjs/swagger';
import { TokensView } from '../auth/index.js';
import { BusinessView, OperatorBusinessView } from '../businesses/index.js';
import { type Role, ROLES } from '../common/principal.js';
import { MemberView } from '../members/index.js';
import { SubscriptionView } from '../subscriptions/index.js';

/** A bot with its key, which only this answer shows. */
export class NewBotView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /**
   * Shown here and never again; only its hash is kept.
   *
   * @example 'tnr_live_0352FrRPTf22Mx2nS8okGWexampleexampleexampleexampleexample0'
   */
  apiKey: string;
}

class StartedView {
  /** The owner. */
  member: MemberView;
  subscription: SubscriptionView;
  bot: NewBotView;
}

/** Everything that a sign-up makes. */
export class SignedUpView extends StartedView {
  business: BusinessView;
  tokens: TokensView;
  /**
   * The plan that the person asked for, if it has to be paid or needs a card; else null. Open a checkout for it, or change to it
   * where invoices are paid by hand. Until then, the subscription is on the default plan.
   */
  @ApiProperty({ type: String, nullable: true, example: null })
  toPay: string | null;
}

/** A new business with its owner, bot and subscription, as an operator sees it. */
export class CreatedBusinessView extends StartedView {
  business: OperatorBusinessView;
  /** The first session of the owner; null for an owner without a password, who is invited by mail. */
  @ApiProperty({ type: TokensView, nullable: true })
  tokens: TokensView | null;
}

/** Another business of a person with an account. */
export class AddedBusinessView extends BusinessView {
  /** @example 'owner' */
  @ApiProperty({ enum: ROLES })
  role: Role;
  /** The owner. */
  member: MemberView;
  subscription: SubscriptionView;
  bot: NewBotView;
}
