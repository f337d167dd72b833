import { Module } from '@nestjs/common';
import { OperatorsService } from './operators.service.js';
import { UsersService } from './users.service.js';

/** People who can log in, the operators among them. Their routes stand in `auth`, for they end sessions and mail links. */
@Module({ providers: [UsersService, OperatorsService], exports: [UsersService, OperatorsService] })
export class UsersModule {}
