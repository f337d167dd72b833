export { AccountLocksService } from './account/account-locks.service.js';
export { AccountService } from './account/account.service.js';
export { EmailChangesService } from './account/email-changes.service.js';
export { PasswordProofService } from './account/password-proof.service.js';
export { OperatorSessionsService } from './people/operator-sessions.service.js';
export { AuthModule } from './auth.module.js';
export { LoggedInView, TokensView } from './sessions/session.view.js';
export { AuthService } from './sessions/auth.service.js';
export type { Family } from './sessions/session.rows.js';
