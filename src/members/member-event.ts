import type { NewEvent } from '../events/index.js';
import type { MemberRow } from './member.rows.js';
import { memberView } from './member.view.js';

/** Makes the event of a person who became a member. */
export const memberAdded = (businessId: string, row: MemberRow, at: Date): NewEvent => ({
  businessId,
  type: 'member.added',
  data: { member: memberView(row) },
  at,
});

/** Makes the event of a member who left or was removed. */
export const memberRemoved = (businessId: string, row: MemberRow, at: Date): NewEvent => ({
  businessId,
  type: 'member.removed',
  data: { member: memberView(row) },
  at,
});
