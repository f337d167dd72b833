import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ActorsService, AuditService, SYSTEM } from '../../audit/index.js';
import { Clock } from '../../common/clock.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import { execute, query } from '../../database/sql.js';
import { type OperatorsManager, OperatorsService } from '../../users/index.js';
import { type SessionView, sessionView } from '../sessions/session.view.js';
import { END_ALL, LIST_SESSIONS } from '../sessions/sessions.sql.js';

/** Lists and ends the sessions of operators, for other operators and for the command line. */
@Injectable()
export class OperatorSessionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly operators: OperatorsService,
    private readonly audit: AuditService,
    private readonly actors: ActorsService,
    private readonly clock: Clock,
  ) {}

  /** The live sessions of an operator, newest first. @throws NotFound */
  async list(by: OperatorsManager, id: string, page: PageQuery): Promise<Page<SessionView>> {
    const values = {
      userId: id,
      sessionId: by?.sessionId ?? null,
      before: beforeId(page),
      limit: pageLimit(page) + 1,
      now: this.clock.now(),
    };
    await this.operators.get(this.dataSource, id);
    return toPage(await query(this.dataSource, LIST_SESSIONS, values), page, sessionView);
  }

  /** Ends every session of an operator, from the next request on. @throws NotFound */
  async end(by: OperatorsManager, id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.operators.lock(manager, id);
      await this.actors.confirm(manager, by ?? SYSTEM);
      await execute(manager, END_ALL, { userId: id, now: this.clock.now() });
      const action = 'operator.sessions_ended';
      const target = { kind: 'user', id };
      await this.audit.recordForOperators(manager, { by: by ?? SYSTEM, action, target });
    });
  }
}
