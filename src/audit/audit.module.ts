import { Global, Module } from '@nestjs/common';
import { ActorsService } from './actors.service.js';
import { AuditRetention } from './audit-retention.js';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';

@Global()
@Module({
  controllers: [AuditController],
  providers: [ActorsService, AuditService, AuditRetention],
  exports: [ActorsService, AuditService],
})
export class AuditModule {}
