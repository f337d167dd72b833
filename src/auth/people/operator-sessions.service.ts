import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { afterId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import { execute, query } from '../../database/sql.js';
import { type OperatorsManager, OperatorsService } from '../../users/index.js';
import type { SessionView } from '../auth.view.js';
import { END_ALL, LIST_SESSIONS } from '../sessions/session.sql.js';

/** The sessions of operators, for the other operators and for the command line. */
@Injectable()
export class OperatorSessionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly operators: OperatorsService,
    private readonly clock: Clock,
  ) {}

  /** The live sessions of an operator, newest first. @throws NotFound */
  async list(by: OperatorsManager, id: string, page: PageQuery): Promise<Page<SessionView>> {
    const values = [id, this.clock.now(), afterId(page), pageLimit(page) + 1, by?.sessionId ?? null];
    await this.operators.get(this.dataSource, id);
    return toPage(await query<SessionView>(this.dataSource, LIST_SESSIONS, values), page, (row) => row);
  }

  /** Ends every session of an operator, from the next request on. @throws NotFound */
  async end(by: OperatorsManager, id: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.operators.lock(manager, id);
      await execute(manager, END_ALL, [id, this.clock.now()]);
      await this.operators.record(manager, by, 'operator.sessions_ended', 'user', id, {});
    });
  }
}
