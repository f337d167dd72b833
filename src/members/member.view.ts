import { ApiProperty } from '@nestjs/swagger';
import { type Role, ROLES, type Scope, SCOPES } from '../common/principal.js';
import type { MemberRow } from './member.rows.js';

/** A member of a business: a person or a bot. */
export class MemberView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['human', 'bot'] })
  kind: 'human' | 'bot';
  /** @example 'Ada Lovelace' */
  name: string;
  /** Only for people. @example 'ada@example.com' */
  email?: string;
  /** Only for people. @example 'owner' */
  @ApiProperty({ enum: ROLES, required: false })
  role?: Role;
  /** Only for bots: the most that the bot's keys may do. */
  @ApiProperty({ enum: SCOPES, isArray: true, required: false })
  scopes?: Scope[];
  /** @example true */
  active: boolean;
  createdAt: Date;
  /** Only for bots: when one of the bot's keys was last used, exact to a minute. */
  lastUsedAt?: Date | null;
  /**
   * Only for people, and only in lists: when the person was last active here, exact to ten minutes; null if more than 30 days ago.
   */
  lastActiveAt?: Date | null;
}

export function memberView(row: MemberRow): MemberView {
  const { id, kind, name, active, createdAt } = row;
  const shared = { id, kind, name, active, createdAt };
  if (row.kind === 'bot') return { ...shared, scopes: row.scopes ?? [], lastUsedAt: row.lastUsedAt };
  return { ...shared, email: row.email ?? '', role: row.role ?? 'member' };
}

/** The view of a member in a list. Only lists show when a person was last active; events do not. */
export const listedMemberView = (row: MemberRow): MemberView =>
  row.kind === 'bot' ? memberView(row) : { ...memberView(row), lastActiveAt: row.lastActiveAt };

/** A member as operators see it. */
export class OperatorMemberView extends MemberView {
  /** Only for people: the id of the account, which may be a member of other businesses, too. */
  @ApiProperty({ format: 'uuid', required: false })
  userId?: string;
}

export const operatorMemberView = (row: MemberRow): OperatorMemberView =>
  row.userId === null ? listedMemberView(row) : { ...listedMemberView(row), userId: row.userId };
