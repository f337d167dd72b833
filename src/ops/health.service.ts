import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Connections } from '../common/connections.js';
import { Refusal } from '../common/refusal.js';
import { query, statement } from '../database/sql.js';
import type { HealthView } from './health.view.js';

const PING = statement('health_ping', 'SELECT 1');

@Injectable()
export class HealthService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly connections: Connections,
  ) {}

  /**
   * The server listens only after migrations, catalogue and operator are in, so what is left to ask is the database.
   *
   * @throws Refusal `unavailable` while the server stops; what the database says when it is out of reach is 503 too.
   */
  async ready(): Promise<HealthView> {
    if (this.connections.stopping) throw new Refusal('unavailable', 'The server is stopping.');
    await query(this.dataSource, PING);
    return { status: 'ok' };
  }
}
