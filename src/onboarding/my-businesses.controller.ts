import { Body, Controller, Post } from '@nestjs/common';
import { AllowCustomers, CurrentPerson } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { PersonPrincipal } from '../common/principal.js';
import { BusinessNameDto } from './onboarding.dto.js';
import { OnboardingService } from './onboarding.service.js';
import { AddedBusinessView } from './onboarding.view.js';

/** Creates further businesses of a person. Listing and switching are in `auth`. */
@Controller('v1/me/businesses')
@Chapter('Me')
@AllowCustomers()
export class MyBusinessesController {
  constructor(private readonly onboarding: OnboardingService) {}

  @Post()
  @Operation({
    id: 'createMyBusiness',
    summary: 'Create another business, on the default plan',
    description:
      "The bot's API key is in this answer and never shown again. Switch to the business to act in it.",
    status: 201,
    answers: AddedBusinessView,
    body: { name: 'Difference Engines' },
    refuses: ['no_default_plan', 'payment_required', 'rate_limited'],
  })
  create(
    @CurrentPerson() person: PersonPrincipal,
    @Body() { name }: BusinessNameDto,
  ): Promise<AddedBusinessView> {
    return this.onboarding.addBusiness(person, name);
  }
}
