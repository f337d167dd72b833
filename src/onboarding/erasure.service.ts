import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf, AuditService } from '../audit/audit.service.js';
import { BusinessesService } from '../businesses/businesses.service.js';
import { Clock } from '../common/clock.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { Refusal } from '../common/refusal.js';
import type { ErasedView } from './erasure.view.js';
import { PersonErasureService } from './person-erasure.service.js';

/** Every table with rows of a tenant, and which of them it points to: read from the database, so that none is forgotten. */
const TENANT_TABLES = `
  SELECT t.relname AS name,
         ARRAY(SELECT DISTINCT p.relname::text FROM pg_constraint f JOIN pg_class p ON p.oid = f.confrelid
               WHERE f.conrelid = t.oid AND f.contype = 'f' AND p.oid <> t.oid) AS parents
  FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'business_id' AND NOT a.attisdropped
  WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = 'public'::regnamespace
    AND t.relname <> 'sessions'`;

/** Takes a closed business out of the database, with everything that belongs to it. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly businesses: BusinessesService,
    private readonly people: PersonErasureService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * Erases every row of a closed business, its audit log too, and the accounts of people who belong nowhere else. What
   * stays is an entry in the operators' log with the numbers of this report, and no name.
   *
   * @throws NotFound; Refusal `wrong_state` for a business that is not closed.
   */
  async erase(operator: OperatorPrincipal, businessId: string): Promise<ErasedView> {
    return this.dataSource.transaction(async (manager) => {
      const { closedAt } = await this.businesses.get(manager, businessId);
      if (closedAt === null)
        throw new Refusal('wrong_state', 'Only a closed business can be erased.', { state: 'open' });
      const people = await this.peopleOf(manager, businessId);
      await this.people.lock(manager, people);
      const rows: Record<string, number> = {};
      for (const table of await tablesChildrenFirst(manager)) {
        const erased = await manager.query(`DELETE FROM "${table}" WHERE business_id = $1`, [businessId]);
        rows[table] = (erased as [unknown[], number])[1];
      }
      await manager.query('UPDATE sessions SET business_id = NULL WHERE business_id = $1', [businessId]);
      await manager.query('UPDATE users SET last_business_id = NULL WHERE last_business_id = $1', [
        businessId,
      ]);
      await manager.query('DELETE FROM businesses WHERE id = $1', [businessId]);
      const users = await this.people.erase(manager, people);
      const after = { rows, people: users };
      const entry = {
        actor: actorOf(operator),
        action: 'business.erased',
        target: { kind: 'business', id: businessId },
      };
      await this.audit.recordForOperators(manager, { ...entry, after }, this.clock.now());
      return { businessId, rows, people: users };
    });
  }

  private async peopleOf(manager: EntityManager, businessId: string): Promise<string[]> {
    const sql = 'SELECT user_id AS id FROM members WHERE business_id = $1 AND user_id IS NOT NULL';
    return (await manager.query<{ id: string }[]>(sql, [businessId])).map(({ id }) => id);
  }
}

async function tablesChildrenFirst(manager: EntityManager): Promise<string[]> {
  let left = (await manager.query(TENANT_TABLES)) as { name: string; parents: string[] }[];
  const ordered: string[] = [];
  while (left.length > 0) {
    const named = new Set(left.flatMap(({ parents }) => parents));
    const free = left.filter(({ name }) => !named.has(name)).map(({ name }) => name);
    if (free.length === 0) throw new Error('Tenant tables point at each other in a circle.');
    ordered.push(...free);
    left = left.filter(({ name }) => !free.includes(name));
  }
  return ordered;
}
