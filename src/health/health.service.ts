import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { ClockGuardService } from '../common/clock-guard.service.js';
import { Connections } from '../common/connections.js';
import { DomainError } from '../common/domain-error.js';
import { CONFIG, type Config } from '../config/config.js';
import { bounded, PROBING } from '../database/bounds.js';
import type { HealthView } from './health.view.js';

const CAN_BE_WRITTEN = `SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' AS writable`;

/**
 * Whether requests can be served. It asks the database over a connection of its own and for two seconds at most, so that it
 * answers whatever all others wait for.
 */
@Injectable()
export class HealthService implements OnApplicationShutdown {
  private readonly probe: pg.Pool;
  /** Those who ask at the same time are answered together. */
  private probing: Promise<boolean> | null = null;

  constructor(
    @Inject(CONFIG) config: Config & { databaseUrl: string },
    private readonly connections: Connections,
    private readonly guard: ClockGuardService,
  ) {
    this.probe = new pg.Pool({ ...bounded(PROBING), connectionString: config.databaseUrl, max: 1 });
    this.probe.on('error', () => undefined);
  }

  /**
   * The server listens only after migrations, catalogue and operator are in, so what is left to ask is the database and
   * the clock.
   *
   * @throws DomainError `unavailable` while the server stops, or the database cannot be written, as a standby; `clock_wrong`;
   *   what the database says when it is out of reach is 503 too.
   */
  async ready(): Promise<HealthView> {
    if (this.connections.stopping) throw new DomainError('unavailable', 'The server is stopping.');
    this.guard.refuseWhenWrong();
    this.probing ??= this.probeOnce().finally(() => (this.probing = null));
    if (!(await this.probing))
      throw new DomainError('unavailable', 'The database can be read only: it is a standby.');
    return { status: 'ok' };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.probe.end();
  }

  /** A connection that cannot write is ended: after a failover it would stay one to the old server. */
  private async probeOnce(): Promise<boolean> {
    const client = await this.probe.connect();
    let writable = false;
    try {
      const { rows } = await client.query<{ writable: boolean }>(CAN_BE_WRITTEN);
      writable = rows[0]?.writable === true;
    } finally {
      client.release(!writable);
    }
    return writable;
  }
}
