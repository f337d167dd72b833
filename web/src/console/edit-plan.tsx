import { type components, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { useAct } from '../api/queries.js';
import { Field, Form, Select } from '../ui/form.js';
import { Load } from '../ui/list.js';
import { Section } from '../ui/page.js';
import { useApi } from './context.js';
import { toMajor } from './minor-units.js';
import { amountIn, readAll } from './numbers-in.js';
import { featuresFor, TermFields, termsOf } from './plan-fields.js';
import { type Plan, useFeatures, usePlans } from './reads.js';

type Edit = components['schemas']['EditPlanDto'];

/** Edits what a plan costs and includes, and whether the change also applies to running cycles. */
export function EditPlan({ plan }: { plan: Plan }) {
  const api = useApi();
  const features = useFeatures();
  const plans = usePlans();
  const edit = useAct(
    async ({ bodyOn, runningCycles }: { bodyOn: (present: Plan) => Edit; runningCycles: boolean }) => {
      const path = { code: plan.code };
      // The limits are written as a whole, and somebody else can have changed another one meanwhile.
      const present = await unwrap(api.GET('/v1/admin/plans/{code}', { params: { path } }));
      return unwrap(
        api.PATCH('/v1/admin/plans/{code}', {
          params: { path, query: { runningCycles } },
          body: bodyOn(present),
        }),
      );
    },
    { done: `${plan.name} was changed.`, changes: [['plans']], inForm: true },
  );
  const { currency } = plan.price;
  const [saved, setSaved] = useState(0);
  return (
    <Section title="Change the plan">
      <Load query={plans}>
        {(others) => (
          <Load query={features}>
            {(all) => {
              const shown = featuresFor(all, plan);
              return (
                <Form
                  submit="Save the plan"
                  onSubmit={async (values) => {
                    await edit.mutateAsync({
                      runningCycles: values.text('runningCycles') === 'now',
                      bodyOn: (present) => {
                        const { terms, amount } = readAll({
                          terms: () => termsOf(values, shown, present.limits),
                          amount: () => amountIn(values, 'price.amount', currency),
                        });
                        return values.changesOf({ ...terms, price: { amount, currency } });
                      },
                    });
                    setSaved(saved + 1);
                  }}
                >
                  <Field label="Name" name="name" defaultValue={plan.name} />
                  <Field
                    label={`Price in ${currency}`}
                    name="price.amount"
                    defaultValue={toMajor(plan.price.amount, currency)}
                    hint="For one cycle."
                  />
                  <TermFields plan={plan} plans={others} features={shown} />
                  {/* Each save asks again whether it meets the cycles that run. */}
                  <Select
                    key={saved}
                    label="Businesses on this plan get the change"
                    name="runningCycles"
                    options={[
                      ['next', 'With their next cycle'],
                      ['now', 'Now, in the cycles that run'],
                    ]}
                    hint="New subscriptions get it at once."
                  />
                </Form>
              );
            }}
          </Load>
        )}
      </Load>
    </Section>
  );
}
