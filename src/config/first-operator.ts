import type { Config } from './config.js';
import { keptSecret } from './kept-secret.js';

const NEWCOMERS_OPERATOR = 'operator@tenure.local';

/**
 * Adds a first operator to the configuration of somebody who tries the service out: with the embedded database, not in production,
 * and without OPERATOR_EMAIL. The password is in `DATA_DIR/operator-password`.
 */
export async function withFirstOperator<C extends Config>(config: C): Promise<C> {
  const names = config.operatorEmail !== null;
  if (names || config.databaseUrl !== null || config.nodeEnv === 'production') return config;
  const operatorPassword = await keptSecret(config.dataDir, 'operator-password');
  return { ...config, operatorEmail: NEWCOMERS_OPERATOR, operatorPassword };
}
