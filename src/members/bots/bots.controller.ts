import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/validation.js';
import { CreateBotDto, CreateKeyDto, RotateKeyDto } from './bots.dto.js';
import { KeyView, NewKeyView } from './key.view.js';
import { KeysService } from './keys.service.js';
import { MembersService } from '../members.service.js';
import { MemberView } from '../member.view.js';

/** Bots of the caller's business, and their keys. */
@Controller('v1/bots')
@Chapter('Business')
@AllowMembers('admin')
export class BotsController {
  constructor(
    private readonly members: MembersService,
    private readonly keys: KeysService,
  ) {}

  @Post()
  @Operation({
    id: 'createBot',
    summary: 'Make a bot; then make it a key',
    status: 201,
    answers: MemberView,
    body: { name: 'Importer', scopes: ['usage:write'] },
  })
  create(
    @CurrentMember() member: MemberPrincipal,
    @Body() body: CreateBotDto,
    @Now() now: Date,
  ): Promise<MemberView> {
    return this.members.createBot(member, body, now);
  }

  @Get(':id/keys')
  @Operation({
    id: 'listKeys',
    summary: 'List the keys of a bot that are not revoked',
    answers: KeyView,
    list: true,
    refuses: ['not_found'],
  })
  list(
    @CurrentMember() member: MemberPrincipal,
    @IdParam('id') botId: string,
    @Query() query: PageQuery,
  ): Promise<Page<KeyView>> {
    return this.keys.list(member.businessId, botId, query);
  }

  @Post(':id/keys')
  @Operation({
    id: 'createKey',
    summary: 'Make a key for a bot',
    description: 'The key is in this answer and never shown again.',
    status: 201,
    answers: NewKeyView,
    body: { name: 'Production', scopes: ['usage:write'], rateLimit: 600 },
    refuses: ['not_found'],
  })
  createKey(
    @CurrentMember() member: MemberPrincipal,
    @IdParam('id') botId: string,
    @Body() body: CreateKeyDto,
    @Now() now: Date,
  ): Promise<NewKeyView> {
    return this.keys.create(member, botId, body, now);
  }

  @Post(':id/keys/:keyId/rotate')
  @Operation({
    id: 'rotateKey',
    summary: 'Replace a key; the one before stays good for as long as you say',
    description:
      'The new key is in this answer and never shown again. It has the name, scopes, end and rate limit of the one before.',
    status: 201,
    answers: NewKeyView,
    body: { overlapSeconds: 3600 },
    refuses: ['not_found', 'wrong_state'],
  })
  rotate(
    @CurrentMember() member: MemberPrincipal,
    @IdParam('id') botId: string,
    @IdParam('keyId') keyId: string,
    @Body() { overlapSeconds = 0 }: RotateKeyDto,
    @Now() now: Date,
  ): Promise<NewKeyView> {
    return this.keys.rotate(member, botId, keyId, overlapSeconds, now);
  }

  @Delete(':id/keys/:keyId')
  @Operation({
    id: 'revokeKey',
    summary: 'Revoke a key of a bot, from the next request on',
    status: 204,
    refuses: ['not_found'],
  })
  revoke(
    @CurrentMember() member: MemberPrincipal,
    @IdParam('id') botId: string,
    @IdParam('keyId') keyId: string,
    @Now() now: Date,
  ): Promise<void> {
    return this.keys.revoke(member, botId, keyId, now);
  }
}
