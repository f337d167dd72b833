import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { AllowOperators, AllowOperatorsWithCode, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { OperatorsService, OperatorView } from '../../users/index.js';
import { SessionView } from '../sessions/session.view.js';
import { OperatorSessionsService } from './operator-sessions.service.js';
import { CreateOperatorDto } from './operator.dto.js';
import { PeopleService } from './people.service.js';

/** Routes about operators and their sessions. */
@Controller('v1/admin/operators')
@Chapter('Operator: operators')
@AllowOperators()
export class OperatorsController {
  constructor(
    private readonly operators: OperatorsService,
    private readonly people: PeopleService,
    private readonly sessions: OperatorSessionsService,
  ) {}

  @Get()
  @Operation({ id: 'listOperators', summary: 'List the operators', answers: OperatorView, list: true })
  list(@Query() query: PageQuery): Promise<Page<OperatorView>> {
    return this.operators.list(query);
  }

  @Post()
  @AllowOperatorsWithCode()
  @Operation({
    id: 'createOperator',
    summary: 'Make another operator',
    description:
      'Without a password, the operator gets a mail with a link to choose one. The link is valid for 30 minutes.',
    status: 201,
    answers: OperatorView,
    body: { email: 'charles@operators.example.com', firstName: 'Charles', lastName: 'Babbage' },
    refuses: ['email_taken'],
  })
  add(
    @CurrentOperator() operator: OperatorPrincipal,
    @Body() body: CreateOperatorDto,
  ): Promise<OperatorView> {
    return this.people.addOperator(operator, body);
  }

  @Delete(':id')
  @AllowOperatorsWithCode()
  @Operation({
    id: 'removeOperator',
    summary: 'Remove an operator, with their account and sessions',
    description:
      'Their keys lose the scope `admin`. Other scopes belong to the installation and stay, so revoke or rotate the keys that the ' +
      'person knew. The last operator who can log in cannot be removed (`wrong_state`, `state: "last_operator"`).',
    status: 204,
    refuses: ['not_found', 'wrong_state'],
    states: { last_operator: 'nobody else could log in as an operator' },
  })
  remove(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<void> {
    return this.operators.remove(operator, id);
  }

  @Get(':id/sessions')
  @Operation({
    id: 'listOperatorSessions',
    summary: 'List the sessions of an operator',
    answers: SessionView,
    list: true,
    refuses: ['not_found'],
  })
  listSessions(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Query() query: PageQuery,
  ): Promise<Page<SessionView>> {
    return this.sessions.list(operator, id, query);
  }

  @Delete(':id/sessions')
  @Operation({
    id: 'endOperatorSessions',
    summary: 'End all sessions of an operator, from the next request on',
    status: 204,
    refuses: ['not_found'],
  })
  endSessions(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<void> {
    return this.sessions.end(operator, id);
  }
}
