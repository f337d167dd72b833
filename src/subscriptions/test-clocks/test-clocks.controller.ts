import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { AllowOperators, CurrentOperator, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { AdvanceTestClockDto, CreateTestClockDto, EditTestClockDto } from './test-clock.dto.js';
import { AdvancedView, TestClockView } from './test-clock.view.js';
import { TestClocksService } from './test-clocks.service.js';

/** Clocks by which operators try out what happens in months. */
@Controller('v1/admin/test-clocks')
@Chapter('Operator: test clocks')
@AllowOperators()
export class TestClocksController {
  constructor(private readonly testClocks: TestClocksService) {}

  @Get()
  @Operation({ id: 'listTestClocks', summary: 'List the test clocks', answers: TestClockView, list: true })
  list(@Query() query: PageQuery): Promise<Page<TestClockView>> {
    return this.testClocks.list(query);
  }

  @Post()
  @Operation({
    id: 'createTestClock',
    summary: 'Create a test clock',
    status: 201,
    answers: TestClockView,
    body: { now: '2026-01-31T12:00:00.000Z', name: 'A year of Pro' },
  })
  create(
    @CurrentOperator() operator: OperatorPrincipal,
    @Body() body: CreateTestClockDto,
    @Now() now: Date,
  ): Promise<TestClockView> {
    return this.testClocks.create(operator, body, now);
  }

  @Get(':id')
  @Operation({
    id: 'getTestClock',
    summary: 'Read a test clock',
    answers: TestClockView,
    refuses: ['not_found'],
  })
  show(@IdParam() id: string): Promise<TestClockView> {
    return this.testClocks.show(id);
  }

  @Patch(':id')
  @Operation({
    id: 'updateTestClock',
    summary: 'Rename a test clock, or decide whether payments at its time succeed',
    description: 'No provider is asked. `succeed` also pays every open invoice, at the time of the clock.',
    answers: TestClockView,
    body: { payments: 'decline' },
    refuses: ['not_found', 'renewal_failed'],
  })
  edit(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Body() body: EditTestClockDto,
  ): Promise<TestClockView> {
    return this.testClocks.edit(operator, id, body);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteTestClock',
    summary: 'Delete a test clock that no business uses',
    status: 204,
    refuses: ['not_found', 'in_use'],
  })
  delete(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<void> {
    return this.testClocks.delete(operator, id);
  }

  @Post(':id/advance')
  @Operation({
    id: 'advanceTestClock',
    summary: 'Advance a test clock, and renew every cycle that is then over',
    answers: AdvancedView,
    body: { to: '2031-06-01T00:00:00.000Z' },
    refuses: ['not_found', 'clock_not_forward', 'too_many_cycles'],
  })
  advance(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Body() body: AdvanceTestClockDto,
  ): Promise<AdvancedView> {
    return this.testClocks.advance(operator, id, body.to);
  }
}
