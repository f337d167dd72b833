import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { Batcher, inRequestOrder } from '../../common/batcher.js';
import type { PersonPrincipal, Role } from '../../common/principal.js';
import { NotFound } from '../../common/domain-error.js';
import { inParallel, perRow, query, statement } from '../../database/sql.js';
import type { MeView, UserView } from '../auth.view.js';
import { PENDING_EMAIL } from '../account/user-tokens.sql.js';

interface MeRow extends UserView {
  place: number;
  pendingEmail: string | null;
  businessId: string | null;
  businessName: string | null;
  role: Role | null;
}

/** $1 users and $2 the businesses they act in, or nulls, in parallel; $3 now. */
export const FIND_ME = statement(
  'auth_find_me',
  `SELECT a.place, f.*
   FROM ${inParallel(['uuid', 'uuid'])} WITH ORDINALITY AS a (user_id, business_id, place)
   CROSS JOIN ${perRow(
     `SELECT u.id, u.email, u.first_name AS "firstName", u.last_name AS "lastName",
             u.email_verified_at AS "emailVerifiedAt", u.operator, b.id AS "businessId", b.name AS "businessName", m.role,
             ${PENDING_EMAIL('u.id', '$3')} AS "pendingEmail"
      FROM users u
      LEFT JOIN members m ON m.business_id = a.business_id AND m.user_id = u.id AND m.active
      LEFT JOIN businesses b ON b.id = m.business_id
      WHERE u.id = a.user_id`,
   )} AS f`,
);

/** The caller, read together for requests at the same time. */
@Injectable()
export class MeService {
  private readonly reads = new Batcher<PersonPrincipal, MeRow | null>((people) => this.read(people));

  constructor(
    private readonly dataSource: DataSource,
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

  private async read(people: PersonPrincipal[]): Promise<(MeRow | null)[]> {
    const businesses = people.map((person) => (person.kind === 'member' ? person.businessId : null));
    return inRequestOrder(
      await query<MeRow>(this.dataSource, FIND_ME, [
        people.map(({ userId }) => userId),
        businesses,
        this.clock.now(),
      ]),
      people,
    );
  }
}
