import { unwrap } from '@tenure/sdk';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useAct, useRead } from '../api/queries.js';
import { Button } from '../ui/button.js';
import { count, number, State, When } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { Facts, Page, Section } from '../ui/page.js';
import { useApi } from './context.js';
import { PROBLEMS } from './invoice-list.js';
import { useStats } from './stats.js';

const KEY = ['payments'];
const PROVIDERS = { none: 'nobody', manual: 'hand', stripe: 'Stripe' };

export function usePayments() {
  const api = useApi();
  return useRead(KEY, () => unwrap(api.GET('/v1/admin/payments')));
}

/** Shows how money is collected, and what needs attention. */
export function PaymentsPage() {
  const payments = usePayments();
  // Businesses on test clocks are left out, as in the list.
  const pastDue = useStats().data?.subscriptions.pastDue;
  return (
    <Page title="Payments">
      <Load query={payments}>
        {(found) => (
          <>
            <Section title="Provider">
              <Facts
                of={[
                  ['Collected by', PROVIDERS[found.provider]],
                  ...(found.provider === 'stripe'
                    ? ([
                        ['Account', <code key="account">{found.account ?? 'not connected'}</code>],
                        ['Mode', <State key="mode" of={found.mode ?? 'unknown'} />],
                        ['Last event of Stripe', <When key="last" at={found.lastEventAt} />],
                      ] as [string, ReactNode][])
                    : []),
                ]}
              />
              {found.provider === 'none' && (
                <p className="muted">
                  Nothing is collected here. Set PAYMENTS to manual or stripe, so that subscriptions get
                  invoices.
                </p>
              )}
              {found.heldSince !== null && (
                <p className="alert warn">
                  No money is collected since <When at={found.heldSince} />. After a restore, first compare as
                  docs/backup.md says. Then run: npm run payments -- resume
                </p>
              )}
              {found.provider === 'stripe' && <Sync />}
            </Section>
            <Section title="Problems">
              <Facts
                of={[
                  [
                    'Past due',
                    <Link key="due" href="/subscriptions?status=pastDue">
                      {pastDue === undefined ? 'Show' : count(pastDue, 'subscription')}
                    </Link>,
                  ],
                  [
                    'Open',
                    <Link key="open" href="/invoices?status=open">
                      {count(found.open, 'invoice')}
                    </Link>,
                  ],
                  ['Invoices with a problem', number(found.problems)],
                ]}
              />
              {found.problems > 0 && (
                <ul className="plainlist">
                  {PROBLEMS.map(([problem, text]) => (
                    <li key={problem}>
                      <Link
                        href={`/invoices?problem=${problem}&status=${problem === 'refused' ? 'open' : 'paid'}`}
                      >
                        {text}
                      </Link>
                    </li>
                  ))}
                </ul>
              )}
            </Section>
          </>
        )}
      </Load>
    </Page>
  );
}

/** Reads missed events from the provider, and collects what is due. */
function Sync() {
  const api = useApi();
  const sync = useAct(() => unwrap(api.POST('/v1/admin/payments/sync')), {
    done: 'Payments are up to date.',
    changes: [KEY, ['invoices'], ['business']],
  });
  return (
    <div className="buttons">
      <Button act={sync} input={undefined}>
        Ask Stripe now
      </Button>
    </div>
  );
}
