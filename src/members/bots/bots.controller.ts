import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { AllowMembers, CurrentMember, CurrentTimes, Now, type Times } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { CreateBotDto, CreateKeyDto, EditBotDto, RotateKeyDto } from './bot.dto.js';
import { BotsService } from './bots.service.js';
import { KeyView, NewKeyView } from './key.view.js';
import { KeysService } from './keys.service.js';
import { MemberView } from '../member.view.js';

/** Routes about the bots of the caller's business, and their keys. */
@Controller('v1/bots')
@Chapter('Business')
@AllowMembers('admin')
export class BotsController {
  constructor(
    private readonly keys: KeysService,
    private readonly bots: BotsService,
  ) {}

  @Post()
  @Operation({
    id: 'createBot',
    summary: 'Make a bot, without a key yet',
    status: 201,
    answers: MemberView,
    body: { name: 'Importer', scopes: ['usage:write'] },
    refuses: ['too_many_bots'],
  })
  create(
    @CurrentMember() member: MemberPrincipal,
    @Body() body: CreateBotDto,
    @CurrentTimes() times: Times,
  ): Promise<MemberView> {
    return this.bots.create(member, body, times);
  }

  @Patch(':id')
  @Operation({
    id: 'updateBot',
    summary: 'Rename a bot, or limit what its keys may do',
    answers: MemberView,
    body: { name: 'Importer' },
    refuses: ['not_found'],
  })
  edit(
    @CurrentMember() member: MemberPrincipal,
    @IdParam() id: string,
    @Body() body: EditBotDto,
    @Now() now: Date,
  ): Promise<MemberView> {
    return this.bots.edit(member, id, body, now);
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
    @IdParam() botId: string,
    @Query() query: PageQuery,
  ): Promise<Page<KeyView>> {
    return this.keys.list(member.businessId, botId, query);
  }

  @Post(':id/keys')
  @Operation({
    id: 'createKey',
    summary: 'Make a key for a bot',
    description: 'The key is shown only in this answer.',
    status: 201,
    answers: NewKeyView,
    body: { name: 'Production', scopes: ['usage:write'], rateLimit: 600 },
    refuses: ['not_found', 'too_many_keys', 'rate_limited'],
  })
  createKey(
    @CurrentMember() member: MemberPrincipal,
    @IdParam() botId: string,
    @Body() body: CreateKeyDto,
    @CurrentTimes() times: Times,
  ): Promise<NewKeyView> {
    return this.keys.create(member, botId, body, times);
  }

  @Post(':id/keys/:keyId/rotate')
  @Operation({
    id: 'rotateKey',
    summary: 'Replace a key; the old key stays valid for as long as you say',
    description:
      'The new key is shown only in this answer. It has the name, scopes, expiry and rate limit of the old key.',
    status: 201,
    answers: NewKeyView,
    body: { overlapSeconds: 3600 },
    refuses: ['not_found', 'wrong_state', 'too_many_keys', 'rate_limited'],
    states: { expired: 'the key has expired' },
  })
  rotate(
    @CurrentMember() member: MemberPrincipal,
    @IdParam() botId: string,
    @IdParam('keyId') keyId: string,
    @Body() { overlapSeconds = 0 }: RotateKeyDto,
    @CurrentTimes() times: Times,
  ): Promise<NewKeyView> {
    return this.keys.rotate(member, botId, keyId, overlapSeconds, times);
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
    @IdParam() botId: string,
    @IdParam('keyId') keyId: string,
    @CurrentTimes() times: Times,
  ): Promise<void> {
    return this.keys.revoke(member, botId, keyId, times);
  }
}
