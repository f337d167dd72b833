import type { Config } from './config.js';
import { keptSecret } from './kept-secret.js';

const NEWCOMERS_OPERATOR = 'operator@tenure.local';

/**
 * The configuration with an operator to begin with. Somebody who tries the service out (the embedded server, not in
 * production) and names none gets one, with a password kept in `DATA_DIR/operator-password`.
 */
export async function withFirstOperator<C extends Config>(config: C): Promise<C> {
  const names = config.operatorEmail !== null;
  if (names || config.databaseUrl !== null || config.nodeEnv === 'production') return config;
  const operatorPassword = await keptSecret(config.dataDir, 'operator-password');
  return { ...config, operatorEmail: NEWCOMERS_OPERATOR, operatorPassword };
}
