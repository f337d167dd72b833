import { Module } from '@nestjs/common';
import { OperatorsService } from './operators.service.js';
import { UsersService } from './users.service.js';

/** People who can log in, operators included. Their routes are in `auth`, because they end sessions and mail links. */
@Module({ providers: [UsersService, OperatorsService], exports: [UsersService, OperatorsService] })
export class UsersModule {}
