import { type User, UserView } from '../../users/index.js';

/** A person as operators see them. */
export class PersonView extends UserView {
  /** True if the person cannot log in. @example false */
  suspended: boolean;
  createdAt: Date;
}

export const personView = (user: User): PersonView => ({
  id: user.id,
  email: user.email,
  firstName: user.firstName,
  lastName: user.lastName,
  emailVerifiedAt: user.emailVerifiedAt,
  operator: user.operator,
  suspended: user.suspendedAt !== null,
  createdAt: user.createdAt,
});
