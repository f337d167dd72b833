export { createTenure, paged, type PagedPath, type Tenure, type TenureOptions, VERSION } from './client.js';
export {
  type AnyProblem,
  isProblem,
  type KnownCode,
  type Problem,
  type ProblemOf,
  TenureError,
  Unreachable,
  unwrap,
} from './errors.js';
export {
  type Balance,
  type Granted,
  meter,
  type Meter,
  type MeterOptions,
  newKey,
  type Refund,
  type SpendOptions,
  type Spent,
  type UnknownSpend,
} from './meter.js';
export type { RetryOptions } from './retry.js';
export { session, type Session, type SessionOptions, type Tokens } from './session.js';
export type { components, operations, paths } from './schema.js';
