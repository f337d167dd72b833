import { type components, unwrap } from '@tenure/sdk';
import { useLocation } from 'wouter';
import { useAct } from '../api/queries.js';
import { Field, Form, Select } from '../ui/form.js';
import { Load } from '../ui/list.js';
import { Page, Section } from '../ui/page.js';
import { useApi } from './context.js';
import { amountIn, readAll, wholeIn } from './numbers-in.js';
import { featuresFor, TermFields, termsOf } from './plan-fields.js';
import { useFeatures, usePlans } from './reads.js';

type NewPlan = components['schemas']['CreatePlanDto'];
type Unit = NewPlan['interval']['unit'];

/** Creates a plan. No business is on it until one is moved to it. */
export function NewPlanPage() {
  const api = useApi();
  const [, go] = useLocation();
  const features = useFeatures();
  const plans = usePlans();
  const create = useAct((body: NewPlan) => unwrap(api.POST('/v1/admin/plans', { body })), {
    done: 'The plan is created.',
    changes: [['plans']],
    inForm: true,
    then: ({ code }) => go(`/plans/${code}`),
  });
  return (
    <Page title="Create a plan" crumbs={[['Plans', '/plans']]}>
      <Section title="The plan">
        <Load query={plans}>
          {(others) => (
            <Load query={features}>
              {(all) => {
                const shown = featuresFor(all);
                return (
                  <Form
                    submit="Create the plan"
                    onSubmit={(values) => {
                      const currency = values.text('price.currency').trim().toUpperCase();
                      const { amount, count, terms } = readAll({
                        amount: () => amountIn(values, 'price.amount', currency),
                        count: () => wholeIn(values, 'interval.count'),
                        terms: () => termsOf(values, shown),
                      });
                      return create.mutateAsync({
                        code: values.text('code').trim(),
                        price: { amount, currency },
                        interval: { unit: values.text('interval.unit') as Unit, count },
                        ...terms,
                      });
                    }}
                  >
                    <Field label="Name" name="name" />
                    <Field
                      label="Code"
                      name="code"
                      hint="Such as team_yearly. Programs use it, and it never changes."
                    />
                    <Field label="Price" name="price.amount" defaultValue="0.00" hint="For one cycle." />
                    <Field
                      label="Currency"
                      name="price.currency"
                      defaultValue={others[0]?.price.currency ?? 'USD'}
                      hint="Three letters, such as EUR."
                    />
                    <Field label="Cycle length" name="interval.count" type="number" defaultValue="1" />
                    <Select
                      label="Cycle unit"
                      name="interval.unit"
                      defaultValue="month"
                      options={[
                        ['day', 'Days'],
                        ['week', 'Weeks'],
                        ['month', 'Months'],
                        ['year', 'Years'],
                      ]}
                      hint="The length and the unit cannot be changed later."
                    />
                    <TermFields plans={others} features={shown} />
                  </Form>
                );
              }}
            </Load>
          )}
        </Load>
      </Section>
    </Page>
  );
}
