import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { AllowMembers, CurrentMember } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { type Page, PageQuery } from '../common/paging.js';
import type { MemberPrincipal } from '../common/principal.js';
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
  WebhookTestView,
  WebhookView,
} from './webhook.view.js';
import { WebhookTestsService } from './webhook-tests.service.js';
import { WebhooksService } from './webhooks.service.js';

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
  @Operation({ ...told.LIST, id: 'listWebhooks' })
  list(@CurrentMember() member: MemberPrincipal, @Query() query: PageQuery): Promise<Page<WebhookView>> {
    return this.webhooks.list(member, query);
  }

  @Post()
  @Operation({ ...told.CREATE, id: 'createWebhook' })
  create(@CurrentMember() member: MemberPrincipal, @Body() body: CreateWebhookDto): Promise<NewWebhookView> {
    return this.webhooks.create(member, body);
  }

  @Get(':id')
  @Operation({ ...told.SHOW, id: 'getWebhook' })
  show(@CurrentMember() member: MemberPrincipal, @IdParam() id: string): Promise<WebhookView> {
    return this.webhooks.show(member, id);
  }

  @Patch(':id')
  @Operation({ ...told.UPDATE, id: 'updateWebhook' })
  update(
    @CurrentMember() member: MemberPrincipal,
    @IdParam() id: string,
    @Body() body: UpdateWebhookDto,
  ): Promise<WebhookView> {
    return this.webhooks.update(member, id, body);
  }

  @Delete(':id')
  @Operation({ ...told.DELETE, id: 'deleteWebhook' })
  delete(@CurrentMember() member: MemberPrincipal, @IdParam() id: string): Promise<void> {
    return this.webhooks.delete(member, id);
  }

  @Post(':id/rotate')
  @Operation({ ...told.ROTATE, id: 'rotateWebhookSecret' })
  rotate(
    @CurrentMember() member: MemberPrincipal,
    @IdParam() id: string,
    @Body() body: RotateWebhookDto,
  ): Promise<WebhookSecretView> {
    return this.webhooks.rotate(member, id, body.overlapSeconds);
  }

  @Post(':id/test')
  @Operation({ ...told.TEST, id: 'testWebhook' })
  test(@CurrentMember() member: MemberPrincipal, @IdParam() id: string): Promise<WebhookTestView> {
    return this.tests.test(member, id);
  }

  @Get(':id/deliveries')
  @Operation({ ...told.DELIVERIES, id: 'listWebhookDeliveries' })
  listDeliveries(
    @CurrentMember() member: MemberPrincipal,
    @IdParam() id: string,
    @Query() query: DeliveriesQuery,
  ): Promise<Page<DeliveryView>> {
    return this.deliveries.list(member, id, query);
  }

  @Get(':id/deliveries/:eventId')
  @Operation({ ...told.DELIVERY, id: 'getWebhookDelivery' })
  showDelivery(
    @CurrentMember() member: MemberPrincipal,
    @IdParam() id: string,
    @IdParam('eventId') eventId: string,
  ): Promise<DeliveryWithAttemptsView> {
    return this.deliveries.show(member, id, eventId);
  }

  @Post(':id/replay')
  @Operation({ ...told.REPLAY, id: 'replayWebhook' })
  replay(
    @CurrentMember() member: MemberPrincipal,
    @IdParam() id: string,
    @Body() body: ReplayDto,
  ): Promise<ReplayView> {
    return this.deliveries.replay(member, id, body);
  }
}
