/** A person who can log in. An operator is a user with `operator` set, and a member of no business. */
export interface User {
  id: string;
  email: string;
  /** Null until an invited owner has chosen a password. Until then nobody can log in. */
  passwordHash: string | null;
  firstName: string;
  lastName: string;
  operator: boolean;
  emailVerifiedAt: Date | null;
  lastBusinessId: string | null;
  /** When the password or the e-mail last changed, by the clock of the database. */
  credentialsChangedAt: Date | null;
  /** When an operator suspended the user. A suspended user has no sessions and cannot open one. */
  suspendedAt: Date | null;
  createdAt: Date;
}

/** A new user. The password is already hashed, because hashing is slow and must not hold a transaction open. */
export interface NewUser {
  email: string;
  passwordHash: string | null;
  firstName: string;
  lastName: string;
}
