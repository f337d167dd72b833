import { unwrap } from '@tenure/sdk';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useRead } from '../api/queries.js';
import { count } from '../ui/format.js';
import { Failed, Skeleton } from '../ui/list.js';
import { Section } from '../ui/page.js';
import { useApi } from './context.js';
import { usePayments } from './payments.js';
import { duration, useRenewals } from './set-aside.js';
import { useStats } from './stats.js';

/** Renewals run every few seconds, so an operator should look at a renewal that waits longer than this. */
const LATE_SECONDS = 120;

/** The service lists at most this many renewals that failed. */
const MOST_SET_ASIDE = 100;

const many = (listed: number): string =>
  listed < MOST_SET_ASIDE ? count(listed, 'renewal') : `${MOST_SET_ASIDE} or more renewals`;

/** Lists what needs attention, each with a link to the page where an operator can act. */
export function Attention() {
  const api = useApi();
  const renewals = useRenewals();
  const payments = usePayments();
  const stats = useStats();
  const webhooks = useRead(['webhooks', 'standing'], () => unwrap(api.GET('/v1/admin/webhooks/standing')));
  const queries = [renewals, payments, stats, webhooks];
  const failed = queries.find(({ error, data }) => error !== null && data === undefined);
  const isReady = queries.every(({ data }) => data !== undefined);
  const items: [href: string, text: string][] = [];
  const tell = (isSo: boolean, href: string, text: string) => isSo && items.push([href, text]);
  if (renewals.data !== undefined) {
    const { setAside, lagSeconds } = renewals.data;
    tell(setAside.length > 0, '/renewals', `${many(setAside.length)} failed and set aside`);
    tell(lagSeconds > LATE_SECONDS, '/renewals', `Renewals are behind by ${duration(lagSeconds)}`);
  }
  if (payments.data !== undefined) {
    const { problems, unanswered, heldSince } = payments.data;
    tell(heldSince !== null, '/payments', 'No money is collected: collecting is held');
    tell(
      unanswered > 0,
      '/payments',
      `The payment provider did not answer for ${count(unanswered, 'invoice')}`,
    );
    tell(problems > 0, '/payments', `${count(problems, 'invoice')} with a problem`);
  }
  if (stats.data !== undefined) {
    const { pastDue } = stats.data.subscriptions;
    tell(pastDue > 0, '/subscriptions?status=pastDue', `${count(pastDue, 'subscription')} past due`);
  }
  if (webhooks.data !== undefined) {
    const { failed24h, disabled } = webhooks.data;
    tell(failed24h > 0, '/webhooks', `${count(failed24h, 'delivery', 'deliveries')} failed in 24 hours`);
    tell(disabled > 0, '/webhooks', `${count(disabled, 'webhook')} turned off`);
  }
  return (
    <Section title="What needs attention">
      {failed !== undefined && <Failed error={failed.error} retry={failed.refetch} />}
      {items.length === 0 ? (
        isReady ? (
          <AllWell />
        ) : (
          failed === undefined && <Skeleton rows={1} />
        )
      ) : (
        <Items of={items} />
      )}
    </Section>
  );
}

const AllWell = (): ReactNode => (
  <p className="muted">Nothing: renewals, payments and webhooks are as they should be.</p>
);

const Items = ({ of }: { of: [href: string, text: string][] }): ReactNode => (
  <ul className="plainlist">
    {of.map(([href, text]) => (
      <li key={text} className="alert warn">
        <Link href={href}>{text}</Link>
      </li>
    ))}
  </ul>
);
