import { Body, Controller, Post } from '@nestjs/common';
import { ClientIp, PublicForwarded } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { SignUpDto } from './onboarding.dto.js';
import { OnboardingService } from './onboarding.service.js';
import { SignedUpView } from './onboarding.view.js';

/** Signs up a person with a business. */
@Controller('v1/auth')
@Chapter('Sign up')
export class SignUpController {
  constructor(private readonly onboarding: OnboardingService) {}

  @Post('signup')
  @PublicForwarded()
  @Operation({
    id: 'signUp',
    summary: 'Sign up: a business, its owner, a bot with its key, and a subscription',
    description: "The bot's API key is in this answer and never shown again.",
    status: 201,
    answers: SignedUpView,
    body: {
      business: { name: 'Analytical Engines' },
      email: 'ada@example.com',
      firstName: 'Ada',
      lastName: 'Lovelace',
      password: 'correct horse battery',
    },
    refuses: [
      'signup_closed',
      'unknown_plan',
      'plan_archived',
      'no_default_plan',
      'email_taken',
      'payment_required',
      'rate_limited',
    ],
  })
  signUp(@Body() body: SignUpDto, @ClientIp() from: string): Promise<SignedUpView> {
    return this.onboarding.signUp(body, from);
  }
}
