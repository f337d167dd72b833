import { Readable } from 'node:stream';
import { Injectable, type OnModuleInit, StreamableFile } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ActorsService, AuditService } from '../audit/index.js';
import { Clock, DAY_MS } from '../common/clock.js';
import { NotFound, WrongState } from '../common/domain-error.js';
import { newId } from '../common/ids.js';
import type { MemberPrincipal, OperatorPrincipal } from '../common/principal.js';
import { maybeOne } from '../database/sql.js';
import { JobsService } from '../jobs/index.js';
import { MemberRanksService } from '../members/index.js';
import { RetentionService } from '../retention/index.js';
import { EXPORT_DAYS, type ExportRow } from './export.rows.js';
import { type ExportView, exportView } from './export.view.js';
import { EXPORT_TASK, type ExportJob } from './export-writer.service.js';
import * as sql from './exports.sql.js';

type Exporter = MemberPrincipal | OperatorPrincipal;

/** Files with all data of a business, for its owner and for operators. A job writes them, see `ExportWriterService`. */
@Injectable()
export class ExportsService implements OnModuleInit {
  constructor(
    private readonly dataSource: DataSource,
    private readonly ranks: MemberRanksService,
    private readonly jobs: JobsService,
    private readonly audit: AuditService,
    private readonly actors: ActorsService,
    private readonly retention: RetentionService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const keptForMs = EXPORT_DAYS * DAY_MS;
    this.retention.declare({ purge: sql.PURGE_PARTS, keptForMs }, { purge: sql.PURGE_EXPORTS, keptForMs });
  }

  /**
   * Requests a file with all data of the business. While an export is under way, it returns that export and begins no other.
   *
   * @throws NotFound when there is no such business; DomainError `role_too_low` for a member who is no longer the owner
   */
  request(by: Exporter, businessId: string): Promise<ExportView> {
    return this.dataSource.transaction(async (manager) => {
      await this.confirm(manager, by);
      const id = newId();
      const begun = await maybeOne(manager, sql.BEGIN_EXPORT, { businessId, id, now: this.clock.now() });
      if (begun === undefined) return exportView(await newest(manager, businessId));
      const target = { kind: 'export', id };
      await this.audit.record(manager, businessId, { by, action: 'business.export_requested', target });
      const job: ExportJob = { businessId, id };
      await this.jobs.add(manager, EXPORT_TASK, job, { about: [businessId] });
      return exportView(begun);
    });
  }

  /** Shows the newest export of the business. @throws NotFound when there is none, or it was deleted */
  async show(businessId: string): Promise<ExportView> {
    return exportView(await newest(this.dataSource, businessId));
  }

  /**
   * Sends the file of an export. Each download is audited.
   *
   * @throws NotFound; DomainError `wrong_state` when the export is not ready
   */
  async download(by: Exporter, businessId: string, id: string): Promise<StreamableFile> {
    const found = await this.dataSource.transaction(async (manager) => {
      await this.confirm(manager, by);
      const row = await maybeOne(manager, sql.FIND_EXPORT, { businessId, id });
      if (row === undefined) throw new NotFound('export');
      if (row.state !== 'ready') throw new WrongState(row.state, 'The export has no file.');
      const target = { kind: 'export', id };
      await this.audit.record(manager, businessId, { by, action: 'business.export_downloaded', target });
      return row;
    });
    return new StreamableFile(Readable.from(this.parts(businessId, found)), {
      type: 'application/gzip',
      disposition: `attachment; filename="export-${id}.json.gz"`,
      length: found.bytes ?? 0,
    });
  }

  /** Reads the file part by part, so that a slow client holds no connection. It breaks off if the export is deleted meanwhile. */
  private async *parts(businessId: string, { id, run, bytes }: ExportRow): AsyncGenerator<Buffer> {
    for (let number = 0, sent = 0; sent < (bytes ?? 0); number += 1) {
      const part = await maybeOne(this.dataSource, sql.READ_PART, { businessId, id, run, number });
      if (part === undefined) throw new Error(`The export ${id} was deleted while it was sent.`);
      sent += part.data.length;
      yield part.data;
    }
  }

  private async confirm(manager: EntityManager, by: Exporter): Promise<void> {
    if (by.kind === 'member') await this.ranks.confirm(manager, by, 'owner');
    else await this.actors.confirm(manager, by);
  }
}

/** Reads the newest export. @throws NotFound */
async function newest(on: DataSource | EntityManager, businessId: string): Promise<ExportRow> {
  const row = await maybeOne(on, sql.FIND_NEWEST_EXPORT, { businessId });
  if (row === undefined) throw new NotFound('export');
  return row;
}
