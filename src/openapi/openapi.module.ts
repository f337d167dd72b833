import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { RoutesService } from './routes.service.js';

@Module({ imports: [DiscoveryModule], providers: [RoutesService] })
export class OpenApiModule {}
