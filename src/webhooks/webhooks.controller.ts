import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { AllowMembers } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { type Page, PageQuery } from '../common/paging.js';
import { IdParam } from '../common/path-params.js';
import { DeliveriesService } from './deliveries.service.js';
import * as operations from './webhook.operations.js';
import { CurrentOwner, type Owner } from './owner.js';
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
  WebhookTestView,
  WebhookView,
} from './webhook.view.js';
import { WebhookTestsService } from './webhook-tests.service.js';
import { WebhooksService } from './webhooks.service.js';

const EVENT = 'The id of the event that was delivered.';

/** Where the events of the caller's business are sent. */
@Controller('v1/webhooks')
@Chapter('Webhooks')
@AllowMembers('admin')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesService,
    private readonly tests: WebhookTestsService,
  ) {}

  @Get()
  @Operation({ ...operations.LIST, id: 'listWebhooks' })
  list(@CurrentOwner() owner: Owner, @Query() query: PageQuery): Promise<Page<WebhookView>> {
    return this.webhooks.list(owner, query);
  }

  @Post()
  @Operation({ ...operations.CREATE, id: 'createWebhook' })
  create(@CurrentOwner() owner: Owner, @Body() body: CreateWebhookDto): Promise<NewWebhookView> {
    return this.webhooks.create(owner, body);
  }

  @Get(':id')
  @Operation({ ...operations.SHOW, id: 'getWebhook' })
  show(@CurrentOwner() owner: Owner, @IdParam() id: string): Promise<WebhookView> {
    return this.webhooks.show(owner, id);
  }

  @Patch(':id')
  @Operation({ ...operations.UPDATE, id: 'updateWebhook' })
  update(
    @CurrentOwner() owner: Owner,
    @IdParam() id: string,
    @Body() body: UpdateWebhookDto,
  ): Promise<WebhookView> {
    return this.webhooks.update(owner, id, body);
  }

  @Delete(':id')
  @Operation({ ...operations.DELETE, id: 'deleteWebhook' })
  delete(@CurrentOwner() owner: Owner, @IdParam() id: string): Promise<void> {
    return this.webhooks.delete(owner, id);
  }

  @Post(':id/rotate')
  @Operation({ ...operations.ROTATE, id: 'rotateWebhookSecret' })
  rotate(
    @CurrentOwner() owner: Owner,
    @IdParam() id: string,
    @Body() body: RotateWebhookDto,
  ): Promise<WebhookSecretView> {
    return this.webhooks.rotate(owner, id, body.overlapSeconds);
  }

  @Post(':id/test')
  @Operation({ ...operations.TEST, id: 'testWebhook' })
  test(@CurrentOwner() owner: Owner, @IdParam() id: string): Promise<WebhookTestView> {
    return this.tests.test(owner, id);
  }

  @Get(':id/deliveries')
  @Operation({ ...operations.DELIVERIES, id: 'listWebhookDeliveries' })
  listDeliveries(
    @CurrentOwner() owner: Owner,
    @IdParam() id: string,
    @Query() query: DeliveriesQuery,
  ): Promise<Page<DeliveryView>> {
    return this.deliveries.list(owner, id, query);
  }

  @Get(':id/deliveries/:eventId')
  @Operation({ ...operations.DELIVERY, id: 'getWebhookDelivery' })
  showDelivery(
    @CurrentOwner() owner: Owner,
    @IdParam() id: string,
    @IdParam('eventId', EVENT) eventId: string,
  ): Promise<DeliveryWithAttemptsView> {
    return this.deliveries.show(owner, id, eventId);
  }

  @Post(':id/replay')
  @Operation({ ...operations.REPLAY, id: 'replayWebhook' })
  replay(@CurrentOwner() owner: Owner, @IdParam() id: string, @Body() body: ReplayDto): Promise<ReplayView> {
    return this.deliveries.replay(owner, id, body);
  }
}
