import { Module } from '@nestjs/common';
import { AdminBusinessesController } from './admin-businesses.controller.js';
import { BusinessController } from './business.controller.js';
import { BusinessesService } from './businesses.service.js';

@Module({
  controllers: [AdminBusinessesController, BusinessController],
  providers: [BusinessesService],
  exports: [BusinessesService],
})
export class BusinessesModule {}
