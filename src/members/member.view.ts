import { ApiProperty } from '@nestjs/swagger';
import { type Role, ROLES, type Scope, SCOPES } from '../common/principal.js';
import type { MemberRow } from './member.rows.js';

/** A member of a business: a person or a bot. Both are in the same list and have the same switch, but different credentials. */
export class MemberView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ enum: ['human', 'bot'] })
  kind: 'human' | 'bot';
  /** @example 'Ada Lovelace' */
  name: string;
  /** People only. @example 'ada@example.com' */
  email?: string;
  /** People only. @example 'owner' */
  @ApiProperty({ enum: ROLES, required: false })
  role?: Role;
  /** Bots only: the most that its keys may do. */
  @ApiProperty({ enum: SCOPES, isArray: true, required: false })
  scopes?: Scope[];
  /** @example true */
  active: boolean;
  createdAt: Date;
  /** Bots only: when one of its keys was last used, within a minute. */
  lastUsedAt?: Date | null;
  /** People only, in lists: when they were last active here, within ten minutes; null for longer than 30 days ago. */
  lastActiveAt?: Date | null;
}

export function memberView(row: MemberRow): MemberView {
  const { id, kind, name, active, createdAt } = row;
  const shared = { id, kind, name, active, createdAt };
  if (row.kind === 'bot') return { ...shared, scopes: row.scopes ?? [], lastUsedAt: row.lastUsedAt };
  return { ...shared, email: row.email ?? '', role: row.role ?? 'member' };
}

/** A member in a list. Events have no activity of people. */
export const listedMemberView = (row: MemberRow): MemberView =>
  row.kind === 'bot' ? memberView(row) : { ...memberView(row), lastActiveAt: row.lastActiveAt };

/** A member as operators see it. */
export class OperatorMemberView extends MemberView {
  /** People only: their account, which may be a member of other businesses too. */
  @ApiProperty({ format: 'uuid', required: false })
  userId?: string;
}

export const operatorMemberView = (row: MemberRow): OperatorMemberView =>
  row.userId === null ? listedMemberView(row) : { ...listedMemberView(row), userId: row.userId };
