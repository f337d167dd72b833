import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ProgramPrincipal } from '../../common/principal.js';
import { NotFound } from '../../common/domain-error.js';
import { maybeOne } from '../../database/sql.js';
import type { SdkMeView } from './sdk-me.view.js';
import * as sql from './sdk-me.sql.js';

/** Shows a bot, or a service, who it is: its key, its scopes and its business. */
@Injectable()
export class SdkMeService {
  constructor(private readonly dataSource: DataSource) {}

  async show({ kind, businessId, keyId, scopes }: ProgramPrincipal): Promise<SdkMeView> {
    const row = await maybeOne(this.dataSource, kind === 'bot' ? sql.SHOW : sql.SHOW_SERVICE, {
      businessId,
      keyId,
    });
    if (row === undefined) throw new NotFound('key');
    const { bot, business, id, mode, expiresAt } = row;
    return { bot, business, scopes: [...scopes], key: { id, mode, expiresAt } };
  }
}
