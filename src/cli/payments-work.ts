import { Clock, DAY_MS, MINUTE_MS } from '../common/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { ExplainedError } from '../errors/explained.error.js';
import {
  type Comparison,
  ComparisonService,
  ProviderAccountService,
  ProviderUnavailable,
} from '../payments/index.js';
import { done, type Result } from './command.js';
import { withServices } from './with-services.js';

/** How many days are compared by default. */
const SINCE_DAYS = 35;
/** How long a comparison may take. Ten thousand invoices are a hundred lists of the provider. */
const LIMIT_MS = 30 * MINUTE_MS;

/**
 * Compares the invoices since `from` with those of the payment provider.
 *
 * @throws DomainError `no_payment_provider`; ExplainedError when the provider does not answer
 */
export function checkPayments(env: NodeJS.ProcessEnv, from: Date | null): Promise<Result> {
  return withServices(env, async (services) => {
    const since = from ?? new Date(services.get(Clock).now().getTime() - SINCE_DAYS * DAY_MS);
    const comparing = services.get(ComparisonService).compare(since, AbortSignal.timeout(LIMIT_MS));
    const found = await comparing.catch(explainUnavailable);
    return done(linesOf(found, since), found, found.differences.length > 0 ? 1 : 0);
  });
}

/** Holds collecting on all servers, or ends that. */
export function setCollecting(env: NodeJS.ProcessEnv, resume: boolean): Promise<Result> {
  return withServices(env, async (services) => {
    const account = services.get(ProviderAccountService);
    const changed = resume ? await account.resume() : await account.hold(services.get(Clock).now());
    const is = resume ? 'Money is collected.' : 'No money is collected.';
    const lines = [changed ? is : 'Nothing had to be done.'];
    if (services.get<Config>(CONFIG).payments !== 'stripe')
      lines.push('PAYMENTS is not stripe, so a hold does nothing until it is.');
    return done(lines, { changed });
  });
}

function explainUnavailable(error: unknown): never {
  if (!(error instanceof ProviderUnavailable)) throw error;
  throw new ExplainedError(
    `Stripe does not answer, or refuses STRIPE_SECRET_KEY: ${error.message}. "tenure doctor" checks the key.`,
    1,
    { cause: error },
  );
}

const linesOf = ({ totals, foreign, differences, refusedRefunds }: Comparison, since: Date): string[] => [
  `since          ${since.toISOString()}`,
  ...totals.flatMap(({ currency, invoices, paidHere, paidThere, refundedHere, refundedThere }) => [
    `${currency} invoices   ${invoices}`,
    `${currency} paid       ${paidHere} here, ${paidThere} at the provider`,
    `${currency} sent back  ${refundedHere} here, ${refundedThere} at the provider`,
  ]),
  `not ours       ${foreign}`,
  `differences    ${differences.length}`,
  ...differences.map((each) => `  ${each}`),
  ...(refusedRefunds.length === 0 ? [] : [`refused refunds ${refusedRefunds.length}`]),
  ...refusedRefunds.map((each) => `  ${each}`),
];
