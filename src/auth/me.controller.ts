import { Controller, Get } from '@nestjs/common';
import { AllowPeople, CurrentPerson } from '../common/access.js';
import { Operation } from '../common/operation.js';
import type { PersonPrincipal } from '../common/principal.js';
import { MeView } from './auth.view.js';
import { MeService } from './me.service.js';

/** The person who calls. */
@Controller('v1/me')
@AllowPeople()
export class MeController {
  constructor(private readonly me: MeService) {}

  @Get()
  @Operation({ summary: 'Show who is logged in, and where they act', answers: MeView })
  show(@CurrentPerson() person: PersonPrincipal): Promise<MeView> {
    return this.me.show(person);
  }
}
