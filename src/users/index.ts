export { parseOperatorKey } from './operator-key.js';
export { OperatorKeysService } from './operator-keys.service.js';
export { EFFECTIVE_SCOPES } from './operator-keys.sql.js';
export { NewOperatorKeyView, OperatorKeyView, OperatorView } from './operator.view.js';
export { type OperatorsManager, OperatorsService } from './operators.service.js';
export { NewPassword } from './password.dto.js';
export { passwordFault } from './passwords.js';
export { UsersModule } from './users.module.js';
export { type NewUser, type User, UsersService } from './users.service.js';
