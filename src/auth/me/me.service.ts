import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { Batcher } from '../../common/batcher.js';
import { inRequestOrder } from '../../common/request-order.js';
import type { PersonPrincipal } from '../../common/principal.js';
import { NotFound } from '../../common/domain-error.js';
import { byShard } from '../../database/by-shard.js';
import { query } from '../../database/sql.js';
import { AccountService } from '../account/account.service.js';
import type { EditMeDto } from './me.dto.js';
import type { MeView } from './me.view.js';
import * as sql from './me.sql.js';

const businessOf = (person: PersonPrincipal): string => (person.kind === 'member' ? person.businessId : '');

/** Shows who the caller is, and changes the caller's names. Callers who ask at the same time are read by one statement. */
@Injectable()
export class MeService {
  private readonly reads = new Batcher<PersonPrincipal, sql.MeRow | null>((people) =>
    byShard(this.dataSource, people, businessOf, (part) => this.read(part)),
  );

  constructor(
    private readonly dataSource: DataSource,
    private readonly account: AccountService,
    private readonly clock: Clock,
  ) {}

  async show(person: PersonPrincipal): Promise<MeView> {
    const row = await this.reads.submit(person);
    if (row === null) throw new NotFound('user');
    const { businessId, businessName, role, pendingEmail } = row;
    const { id, email, firstName, lastName, emailVerifiedAt, operator } = row;
    const business =
      businessId === null || businessName === null ? null : { id: businessId, name: businessName };
    return { id, email, firstName, lastName, emailVerifiedAt, operator, pendingEmail, business, role };
  }

  /** Changes the names of the caller. @throws as `AccountService.rename` */
  async rename(person: PersonPrincipal, names: EditMeDto): Promise<MeView> {
    await this.account.rename(person, names);
    return this.show(person);
  }

  private async read(people: PersonPrincipal[]): Promise<(sql.MeRow | null)[]> {
    const businessIds = people.map((person) => (person.kind === 'member' ? person.businessId : null));
    return inRequestOrder(
      await query(this.dataSource, sql.FIND_ME, {
        userIds: people.map(({ userId }) => userId),
        businessIds,
        now: this.clock.now(),
      }),
      people,
    );
  }
}
