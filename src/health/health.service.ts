import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { ClockGuardService } from '../common/clock-guard.service.js';
import { Connections } from '../common/connections.js';
import { DomainError } from '../common/domain-error.js';
import { CONFIG, type Config } from '../config/config.js';
import { poolOptions, PROBING } from '../database/bounds.js';
import { IS_WRITABLE } from '../database/is-writable.sql.js';
import type { HealthView } from './health.view.js';

/**
 * Says whether the server can serve requests. It checks the database over a connection of its own, for two seconds at most. So it
 * answers even if all other connections wait.
 */
@Injectable()
export class HealthService implements OnApplicationShutdown {
  private readonly probe: pg.Pool;
  /** The check that is under way. Callers at the same time share it. */
  private probing: Promise<boolean> | null = null;

  constructor(
    @Inject(CONFIG) config: Config & { databaseUrl: string },
    private readonly connections: Connections,
    private readonly guard: ClockGuardService,
  ) {
    this.probe = new pg.Pool({ ...poolOptions(PROBING), connectionString: config.databaseUrl, max: 1 });
    this.probe.on('error', () => undefined);
  }

  /**
   * Checks the database and the clock. Migrations, catalogue and operator need no check, because they are done before the server
   * listens.
   *
   * @throws DomainError `unavailable` while the server stops, or when the database is a standby; `clock_wrong`. The error of a
   *   database that is out of reach becomes 503, too.
   */
  async ready(): Promise<HealthView> {
    if (this.connections.stopping) throw new DomainError('unavailable', 'The server is stopping.');
    this.guard.refuseWhenWrong();
    if (!(await this.canBeWritten()))
      throw new DomainError('unavailable', 'The database can be read only: it is a standby.');
    return { status: 'ok' };
  }

  /** Whether the database can be written; false for a standby. It fails while the database is out of reach. */
  canBeWritten(): Promise<boolean> {
    this.probing ??= this.probeOnce().finally(() => (this.probing = null));
    return this.probing;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.probe.end();
  }

  /**
   * Checks once that the database can be written. If not, it ends the connection, which after a failover leads to the old server.
   */
  private async probeOnce(): Promise<boolean> {
    const client = await this.probe.connect();
    let writable = false;
    try {
      const { rows } = await client.query<{ writable: boolean }>(`SELECT ${IS_WRITABLE} AS writable`);
      writable = rows[0]?.writable === true;
    } finally {
      client.release(!writable);
    }
    return writable;
  }
}
