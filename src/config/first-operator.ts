import type { Config } from './config.js';
import { keptSecret } from './kept-secret.js';

const TRIAL_OPERATOR_EMAIL = 'operator@tenure.local';

/**
 * Adds a first operator to the configuration of somebody who tries the service out: with the embedded database, not in production,
 * and without OPERATOR_EMAIL. The password is in `DATA_DIR/operator-password`.
 */
export async function withFirstOperator<C extends Config>(config: C): Promise<C> {
  const isNamed = config.operatorEmail !== null;
  if (isNamed || config.databaseUrl !== null || config.nodeEnv === 'production') return config;
  const operatorPassword = await keptSecret(config.dataDir, 'operator-password');
  return { ...config, operatorEmail: TRIAL_OPERATOR_EMAIL, operatorPassword };
}
