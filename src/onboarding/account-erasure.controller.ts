import { Body, Controller, Delete, Post } from '@nestjs/common';
import { AllowCustomers, AllowOperatorsWithCode, CurrentOperator, CurrentPerson } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { OperatorPrincipal, PersonPrincipal } from '../common/principal.js';
import { IdParam } from '../common/path-params.js';
import { AccountErasureService } from './account-erasure.service.js';
import { ErasedPersonView } from './erasure.view.js';
import { DeleteMeDto } from './onboarding.dto.js';

const OWNERS_FIRST = 'An owner first hands over or closes each open business; `owns_businesses` names them.';

/** Deletes the caller's account, or a person's for an operator. */
@Controller('v1')
export class AccountErasureController {
  constructor(private readonly erasure: AccountErasureService) {}

  @Delete('me')
  @Chapter('Me')
  @AllowCustomers()
  @Operation({
    id: 'deleteMe',
    summary: 'Delete your account, for good',
    description: `Every session ends, and the person leaves every business. Nothing about the person is kept. ${OWNERS_FIRST}`,
    status: 204,
    body: { password: 'correct horse battery' },
    refuses: ['invalid_credentials', 'owns_businesses', 'rate_limited'],
  })
  deleteMe(@CurrentPerson() person: PersonPrincipal, @Body() { password }: DeleteMeDto): Promise<void> {
    return this.erasure.eraseSelf(person, password);
  }

  @Post('admin/users/:id/erase')
  @Chapter('Operator: people')
  @AllowOperatorsWithCode()
  @Operation({
    id: 'eraseUser',
    summary: 'Erase a person, who leaves all businesses',
    description: `Nothing about the person is kept. ${OWNERS_FIRST}`,
    answers: ErasedPersonView,
    refuses: ['not_found', 'operator_account', 'owns_businesses'],
  })
  erase(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<ErasedPersonView> {
    return this.erasure.erase(operator, id);
  }
}
