import { Body, Controller, Delete, Get, Patch, Query } from '@nestjs/common';
import { AllowOperators, AllowOperatorsWithCode, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { PersonView } from './person.view.js';
import { EditUserDto, UsersQuery } from './person.dto.js';
import { PeopleService } from './people.service.js';

/** Operators' routes about the accounts of people. `onboarding` has the route that erases an account. */
@Controller('v1/admin/users')
@Chapter('Operator: people')
@AllowOperators()
export class AdminUsersController {
  constructor(private readonly people: PeopleService) {}

  @Get()
  @Operation({ id: 'listUsers', summary: 'List the people who can log in', answers: PersonView, list: true })
  list(@Query() query: UsersQuery): Promise<Page<PersonView>> {
    return this.people.list(query);
  }

  @Get(':id')
  @Operation({ id: 'getUser', summary: 'Show one person', answers: PersonView, refuses: ['not_found'] })
  show(@IdParam() id: string): Promise<PersonView> {
    return this.people.show(id);
  }

  @Patch(':id')
  @Operation({
    id: 'updateUser',
    summary: 'Suspend a person, or readmit them',
    description:
      'The sessions of a suspended person end at once. Until the person is readmitted, every log-in is refused, also after a reset of ' +
      'the password. Their businesses and bots are not affected.',
    answers: PersonView,
    body: { suspended: true },
    refuses: ['not_found', 'operator_account'],
  })
  edit(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Body() { suspended }: EditUserDto,
  ): Promise<PersonView> {
    return this.people.suspend(operator, id, suspended);
  }

  @Delete(':id/second-factor')
  @AllowOperatorsWithCode()
  @Operation({
    id: 'resetSecondFactor',
    summary: 'Remove the second factor of a person who lost it',
    description:
      'First make sure that it is really this person who asks. For operators, use `tenure operator` on the machine of the service.',
    status: 204,
    refuses: ['not_found', 'operator_account'],
  })
  resetSecondFactor(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<void> {
    return this.people.resetSecondFactor(operator, id);
  }
}
