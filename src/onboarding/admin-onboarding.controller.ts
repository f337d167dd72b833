import { Body, Controller, Post } from '@nestjs/common';
import { OperatorBusinessView } from '../businesses/index.js';
import { AllowOperators, AllowOperatorsWithCode, CurrentOperator, Now } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { IdParam } from '../common/path-params.js';
import { ClosingService } from './closing.service.js';
import { ErasureService } from './erasure.service.js';
import { ErasedView } from './erasure.view.js';
import { CreateBusinessDto } from './onboarding.dto.js';
import { OnboardingService } from './onboarding.service.js';
import { CreatedBusinessView } from './onboarding.view.js';

/** Creates businesses on any plan and on test clocks, and closes and erases businesses, for operators. */
@Controller('v1/admin/businesses')
@Chapter('Operator: businesses')
@AllowOperators()
export class AdminOnboardingController {
  constructor(
    private readonly onboarding: OnboardingService,
    private readonly closing: ClosingService,
    private readonly erasure: ErasureService,
  ) {}

  @Post()
  @Operation({
    id: 'createBusiness',
    summary: 'Create a business with its owner',
    status: 201,
    answers: CreatedBusinessView,
    body: {
      name: 'Difference Engines',
      planCode: 'pro',
      externalId: 'crm-7',
      owner: {
        email: 'charles@example.com',
        firstName: 'Charles',
        lastName: 'Babbage',
        password: 'mill and store 1837',
      },
    },
    refuses: [
      'not_found',
      'unknown_plan',
      'plan_archived',
      'no_default_plan',
      'email_taken',
      'external_id_taken',
    ],
  })
  create(
    @CurrentOperator() operator: OperatorPrincipal,
    @Body() body: CreateBusinessDto,
  ): Promise<CreatedBusinessView> {
    return this.onboarding.createBusiness(operator, body);
  }

  @Post(':id/close')
  @AllowOperatorsWithCode()
  @Operation({
    id: 'closeBusiness',
    summary: 'Close a business for good; its data are kept',
    description:
      'The subscription ends, keys and open invitations are revoked, and its people are refused. Closing it again only revokes keys and ' +
      'invitations that an earlier release left.',
    answers: OperatorBusinessView,
    refuses: ['not_found', 'renewal_failed'],
  })
  close(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Now() now: Date,
  ): Promise<OperatorBusinessView> {
    return this.closing.closeByOperator(operator, id, now);
  }

  @Post(':id/erase')
  @AllowOperatorsWithCode()
  @Operation({
    id: 'eraseBusiness',
    summary: 'Erase a closed business, and the accounts of people who belong to no other business',
    description:
      'The erasure of a large business may take longer than a request. Then the answer is 503 `unavailable` and says so: the erasure ' +
      'has begun, and goes on by itself. Until it is done, another request is 409 `wrong_state`.',
    answers: ErasedView,
    refuses: ['not_found', 'wrong_state'],
    states: { open: 'it is not closed', being_erased: 'an erasure is under way' },
  })
  erase(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<ErasedView> {
    return this.erasure.erase(operator, id);
  }
}
