import { type components, isProblem, unwrap } from '@tenure/sdk';
import { useState } from 'react';
import { Link } from 'wouter';
import { useReadConfig } from '../api/config.js';
import { useAct, useRead } from '../api/queries.js';
import { enter, open } from '../api/session.js';
import { Secret } from '../ui/dialog.js';
import { Field, Form, type Values } from '../ui/form.js';
import { Load } from '../ui/list.js';
import { Page } from '../ui/page.js';
import { Narrow } from '../ui/shell.js';
import { byPrice, PlanFacts } from './plan-facts.js';

type Plan = components['schemas']['PublicPlanView'];
type SignedUp = components['schemas']['SignedUpView'];

export function SignUpPage() {
  const config = useReadConfig();
  const plans = useRead(['plans'], () =>
    unwrap(open.GET('/v1/plans', { params: { query: { limit: 100 } } })),
  );
  const [done, setDone] = useState<SignedUp | null>(null);
  const begin = useAct(
    (signedUp: SignedUp) => enter('dashboard', signedUp.tokens.refreshToken, firstPage(signedUp)),
    { changes: [] },
  );
  return (
    <Narrow broad>
      <Page title="Sign up">
        <Load query={config}>
          {({ signUp, payments }) =>
            signUp ? (
              <Load query={plans}>
                {({ data }) => (
                  <SignUpForm plans={payments === 'none' ? data.filter(isFree) : data} then={setDone} />
                )}
              </Load>
            ) : (
              <p className="alert warn">
                You cannot sign up here. Please ask somebody of your team to invite you.
              </p>
            )
          }
        </Load>
        <p>
          Already a customer? <Link href="/login">Log in</Link>
        </p>
      </Page>
      {done !== null && (
        <Secret
          title="Your first API key"
          secret={done.bot.apiKey}
          onStored={() => begin.mutate(done)}
          busy={begin.isPending}
        >
          {done.business.name} is ready. Programs use this key to spend. You can make more keys later.
        </Secret>
      )}
    </Narrow>
  );
}

/** Whether the plan can begin without a payment first. */
const isFree = ({ price, trialDays, whenTrialEnds }: Plan): boolean =>
  price.amount === 0 || (trialDays > 0 && whenTrialEnds !== 'renew');

/** The first page after the sign-up. For a plan that has to be paid, it shows what is due now and how to pay it. */
const firstPage = ({ toPay }: SignedUp): string =>
  toPay === null ? '/app/' : `/app/plan?choose=${encodeURIComponent(toPay)}`;

function SignUpForm({ plans, then }: { plans: Plan[]; then: (signedUp: SignedUp) => void }) {
  const send = async (values: Values) => {
    const body = {
      business: { name: values.text('business.name') },
      email: values.text('email'),
      firstName: values.text('firstName'),
      lastName: values.text('lastName'),
      password: values.text('password'),
      planCode: values.textIfAny('planCode'),
    };
    then(await unwrap(open.POST('/v1/auth/signup', { body })));
  };
  const first = plans.find(({ isDefault }) => isDefault) ?? plans[0];
  return (
    <section>
      <Form submit="Sign up" onSubmit={send} explain={explain}>
        {plans.length > 1 && (
          <fieldset className="field">
            <legend>Plan</legend>
            <div className="cards">
              {byPrice(plans).map((plan) => (
                <label key={plan.code} className="card plan">
                  <span>
                    <input type="radio" name="planCode" value={plan.code} defaultChecked={plan === first} />{' '}
                    {plan.name}
                  </span>
                  <PlanFacts plan={plan} plans={plans} />
                  {!plans.every(isFree) && (
                    <span className="muted">
                      {isFree(plan) ? 'Nothing to pay now.' : 'You pay after the sign-up.'}
                    </span>
                  )}
                </label>
              ))}
            </div>
          </fieldset>
        )}
        <Field label="Name of your business" name="business.name" autoComplete="organization" />
        <Field label="First name" name="firstName" autoComplete="given-name" />
        <Field label="Last name" name="lastName" autoComplete="family-name" />
        <Field label="E-mail" name="email" type="email" autoComplete="username" />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          hint="10 to 128 characters, and not a common one."
        />
      </Form>
    </section>
  );
}

function explain(error: unknown) {
  if (!isProblem(error, 'email_taken')) return undefined;
  return (
    <span>
      There is already an account with this e-mail address. <Link href="/login">Log in</Link>
    </span>
  );
}
