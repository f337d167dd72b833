import { statement } from '../database/sql.js';

export const ALIVE = statement<{ alive: boolean }>('metrics_alive', 'SELECT true AS alive');
