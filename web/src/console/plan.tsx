import { isProblem, unwrap } from '@tenure/sdk';
import { Link, useLocation } from 'wouter';
import { isMissing, useAct, useRead } from '../api/queries.js';
import { Action } from '../ui/dialog.js';
import { count, limitInUnits, number, price, State } from '../ui/format.js';
import { Load } from '../ui/list.js';
import { Facts, Page, Section } from '../ui/page.js';
import { useApi } from './context.js';
import { EditPlan } from './edit-plan.js';
import { NotFoundPage } from '../ui/not-found.js';
import { planState } from './plans.js';
import { Versions } from './plan-versions.js';
import { type Plan, useFeatureOf, usePlanName } from './reads.js';
import { useStats } from './stats.js';

export function PlanPage({ code }: { code: string }) {
  const api = useApi();
  const plan = useRead(['plans', 'one', code], () =>
    unwrap(api.GET('/v1/admin/plans/{code}', { params: { path: { code } } })),
  );
  if (isMissing(plan.error) || isProblem(plan.error, 'not_found')) return <NotFoundPage />;
  return (
    <Page title={plan.data?.name ?? 'Plan'} crumbs={[['Plans', '/plans']]}>
      <Load query={plan}>
        {(found) => (
          <>
            <Shown of={found} />
            <Versions of={found} />
            <EditPlan key={found.code} plan={found} />
          </>
        )}
      </Load>
    </Page>
  );
}

function Shown({ of }: { of: Plan }) {
  const featureOf = useFeatureOf();
  const planName = usePlanName();
  const stats = useStats().data;
  const on = stats && (stats.plans.find(({ plan }) => plan.code === of.code) ?? { live: 0 });
  return (
    <Section
      title="The plan"
      actions={
        <>
          <Archive plan={of} />
          <Remove plan={of} />
        </>
      }
    >
      <Facts
        of={[
          ['Code', <code key="code">{of.code}</code>],
          ['State', <State key="state" of={planState(of)} />],
          [
            'Businesses on it',
            <Link key="live" href={`/businesses?planCode=${of.code}`}>
              {on === undefined ? 'Show' : number(on.live)}
            </Link>,
          ],
          ['A sign-up begins here', of.isDefault ? 'yes' : 'no'],
          ['Price', price(of.price, of.interval, of.perSeat)],
          ['Trial', of.trialDays === 0 ? 'none' : count(of.trialDays, 'day')],
          ['When a cycle ends', ends(of.whenCycleEnds, planName)],
          ['When a trial ends', ends(of.whenTrialEnds, planName)],
          ['Owners may move here without paying first', of.selfService ? 'yes' : 'no'],
        ]}
      />
      {of.description !== '' && <p>{of.description}</p>}
      {Object.keys(of.limits).length > 0 && (
        <Facts
          of={Object.entries(of.limits).map(([key, value]) => [
            featureOf(key).name,
            limitInUnits(value, featureOf(key).unit),
          ])}
        />
      )}
    </Section>
  );
}

const ends = (what: Plan['whenCycleEnds'], planName: (code: string) => string): string =>
  typeof what === 'string'
    ? { renew: 'it renews', end: 'it ends' }[what]
    : `it goes on with ${planName(what.switchTo)}`;

function Archive({ plan }: { plan: Plan }) {
  const api = useApi();
  const isArchived = plan.archivedAt !== null;
  const params = { path: { code: plan.code } };
  const act = useAct(
    () =>
      isArchived
        ? unwrap(api.POST('/v1/admin/plans/{code}/unarchive', { params }))
        : unwrap(api.POST('/v1/admin/plans/{code}/archive', { params })),
    {
      done: isArchived ? `${plan.name} is offered again.` : `${plan.name} is archived.`,
      changes: [['plans']],
      inForm: true,
    },
  );
  return (
    <Action
      label={isArchived ? 'Offer it again' : 'Archive'}
      title={isArchived ? `Offer ${plan.name} again?` : `Archive ${plan.name}?`}
      confirm={isArchived ? 'Offer it again' : 'Archive it'}
      danger={!isArchived}
      onConfirm={() => act.mutateAsync(undefined)}
    >
      <p>
        {isArchived
          ? 'Businesses can move to this plan again.'
          : 'Nobody can move to this plan any more. Businesses on it stay. You can undo this.'}
      </p>
    </Action>
  );
}

function Remove({ plan }: { plan: Plan }) {
  const api = useApi();
  const [, go] = useLocation();
  const remove = useAct(
    () => unwrap(api.DELETE('/v1/admin/plans/{code}', { params: { path: { code: plan.code } } })),
    {
      done: `${plan.name} is deleted.`,
      changes: [
        ['plans', 'list'],
        ['plans', 'all'],
      ],
      inForm: true,
      then: () => go('/plans'),
    },
  );
  return (
    <Action
      label="Delete"
      title={`Delete ${plan.name}?`}
      confirm="Delete the plan"
      onConfirm={() => remove.mutateAsync(undefined)}
    >
      <p>A plan can be deleted only if no business was ever on it. Otherwise archive it.</p>
    </Action>
  );
}
