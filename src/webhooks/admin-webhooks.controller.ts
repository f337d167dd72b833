import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { AllowOperators, CurrentOperator } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { type Page, PageQuery } from '../common/paging.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { IdParam } from '../common/validation.js';
import { DeliveriesService } from './deliveries.service.js';
import * as told from './operations.js';
import {
  CreateWebhookDto,
  DeliveriesQuery,
  ReplayDto,
  RotateWebhookDto,
  UpdateWebhookDto,
} from './webhook.dto.js';
import {
  DeliveryView,
  DeliveryWithAttemptsView,
  NewWebhookView,
  ReplayView,
  WebhookSecretView,
  WebhookStandingView,
  WebhookTestView,
  WebhookView,
} from './webhook.view.js';
import { WebhookTestsService } from './webhook-tests.service.js';
import { WebhooksService } from './webhooks.service.js';

/** Where the events of all businesses are sent, for operators. */
@Controller('v1/admin/webhooks')
@Chapter('Operator: webhooks')
@AllowOperators()
export class AdminWebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesService,
    private readonly tests: WebhookTestsService,
  ) {}

  @Get()
  @Operation({ ...told.LIST, id: 'listOperatorWebhooks' })
  list(
    @CurrentOperator() operator: OperatorPrincipal,
    @Query() query: PageQuery,
  ): Promise<Page<WebhookView>> {
    return this.webhooks.list(operator, query);
  }

  @Post()
  @Operation({ ...told.CREATE, id: 'createOperatorWebhook' })
  create(
    @CurrentOperator() operator: OperatorPrincipal,
    @Body() body: CreateWebhookDto,
  ): Promise<NewWebhookView> {
    return this.webhooks.create(operator, body);
  }

  @Get('standing')
  @Operation({
    id: 'getWebhookStanding',
    summary: 'Show how deliveries stand, over all webhooks of businesses and operators',
    answers: WebhookStandingView,
  })
  standing(): Promise<WebhookStandingView> {
    return this.deliveries.standing();
  }

  @Get(':id')
  @Operation({ ...told.SHOW, id: 'getOperatorWebhook' })
  show(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<WebhookView> {
    return this.webhooks.show(operator, id);
  }

  @Patch(':id')
  @Operation({ ...told.UPDATE, id: 'updateOperatorWebhook' })
  update(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Body() body: UpdateWebhookDto,
  ): Promise<WebhookView> {
    return this.webhooks.update(operator, id, body);
  }

  @Delete(':id')
  @Operation({ ...told.DELETE, id: 'deleteOperatorWebhook' })
  delete(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<void> {
    return this.webhooks.delete(operator, id);
  }

  @Post(':id/rotate')
  @Operation({ ...told.ROTATE, id: 'rotateOperatorWebhookSecret' })
  rotate(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Body() body: RotateWebhookDto,
  ): Promise<WebhookSecretView> {
    return this.webhooks.rotate(operator, id, body.overlapSeconds);
  }

  @Post(':id/test')
  @Operation({ ...told.TEST, id: 'testOperatorWebhook' })
  test(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<WebhookTestView> {
    return this.tests.test(operator, id);
  }

  @Get(':id/deliveries')
  @Operation({ ...told.DELIVERIES, id: 'listOperatorWebhookDeliveries' })
  listDeliveries(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Query() query: DeliveriesQuery,
  ): Promise<Page<DeliveryView>> {
    return this.deliveries.list(operator, id, query);
  }

  @Get(':id/deliveries/:eventId')
  @Operation({ ...told.DELIVERY, id: 'getOperatorWebhookDelivery' })
  showDelivery(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @IdParam('eventId') eventId: string,
  ): Promise<DeliveryWithAttemptsView> {
    return this.deliveries.show(operator, id, eventId);
  }

  @Post(':id/replay')
  @Operation({ ...told.REPLAY, id: 'replayOperatorWebhook' })
  replay(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Body() body: ReplayDto,
  ): Promise<ReplayView> {
    return this.deliveries.replay(operator, id, body);
  }
}
