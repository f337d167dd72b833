import { unwrap } from '@tenure/sdk';
import { Redirect, Route, Switch } from 'wouter';
import type { Session } from '../api/session.js';
import { later } from '../ui/later.js';
import { LogOut } from '../ui/log-out.js';
import { NotFoundPage } from '../ui/not-found.js';
import { Shell } from '../ui/shell.js';
import { ToLogin } from '../ui/to-login.js';
import { AskCode } from './ask-code.js';
import { BusinessLink } from './business-link.js';
import { SessionContext, useApi } from './context.js';
import { Gate } from './gate.js';
import { CustomerPage } from './login.js';
import type { Delivery } from '../ui/webhooks/calls.js';
import { webhookCalls } from './webhook-calls.js';

// Each page is a separate script that is loaded when the page is first shown.
const WebhooksPage = later(() => import('../ui/webhooks/all.js').then((all) => all.WebhooksPage));
const WebhookPage = later(() => import('../ui/webhooks/one.js').then((all) => all.WebhookPage));
const AccountPage = later(() => import('./account.js').then((all) => all.AccountPage));
const AuditPage = later(() => import('./audit.js').then((all) => all.AuditPage));
const BusinessRoutes = later(() => import('./business.js').then((all) => all.BusinessRoutes));
const BusinessesPage = later(() => import('./businesses.js').then((all) => all.BusinessesPage));
const FeaturesPage = later(() => import('./features.js').then((all) => all.FeaturesPage));
const ForgotPasswordPage = later(
  () => import('../ui/forgot-password.js').then((all) => all.ForgotPasswordPage),
  { alone: true },
);
const ResetPasswordPage = later(
  () => import('../ui/forgot-password.js').then((all) => all.ResetPasswordPage),
  { alone: true },
);
const InvoicesPage = later(() => import('./invoices.js').then((all) => all.InvoicesPage));
const LoginPage = later(() => import('./login.js').then((all) => all.LoginPage), { alone: true });
const NewBusinessPage = later(() => import('./new-business.js').then((all) => all.NewBusinessPage));
const NewPlanPage = later(() => import('./new-plan.js').then((all) => all.NewPlanPage));
const OperatorsPage = later(() => import('./operators.js').then((all) => all.OperatorsPage));
const OverviewPage = later(() => import('./overview.js').then((all) => all.OverviewPage));
const PaymentsPage = later(() => import('./payments.js').then((all) => all.PaymentsPage));
const PeoplePage = later(() => import('./people.js').then((all) => all.PeoplePage));
const PersonPage = later(() => import('./person.js').then((all) => all.PersonPage));
const PlanPage = later(() => import('./plan.js').then((all) => all.PlanPage));
const PlansPage = later(() => import('./plans.js').then((all) => all.PlansPage));
const RenewalsPage = later(() => import('./renewals.js').then((all) => all.RenewalsPage));
const SubscriptionsPage = later(() => import('./subscriptions.js').then((all) => all.SubscriptionsPage));
const UsagePage = later(() => import('./usage-ranking.js').then((all) => all.UsagePage));
const TestClocksPage = later(() => import('./test-clocks.js').then((all) => all.TestClocksPage));

/** All pages of the console. Their addresses are also in web/console/routes.json, which the server uses to serve them. */
export function App({ session }: { session: Session | null }) {
  return (
    <SessionContext value={session}>
      <Switch>
        <Route path="/login">{session === null ? <LoginPage /> : <Redirect to="/" replace />}</Route>
        <Route path="/forgot-password" component={ForgotPasswordPage} />
        <Route path="/reset-password/:token" component={ResetPasswordPage} />
        <Route>
          {session === null ? <ToLogin /> : session.user.operator ? <LoggedIn /> : <CustomerPage />}
        </Route>
      </Switch>
    </SessionContext>
  );
}

const MENU = [
  { text: 'Overview', href: '/' },
  { text: 'Businesses', href: '/businesses', apart: true },
  { text: 'Subscriptions', href: '/subscriptions' },
  { text: 'Usage', href: '/usage' },
  { text: 'People', href: '/people' },
  { text: 'Invoices', href: '/invoices', apart: true },
  { text: 'Payments', href: '/payments' },
  { text: 'Plans', href: '/plans', apart: true },
  { text: 'Features', href: '/features' },
  { text: 'Renewals', href: '/renewals', apart: true },
  { text: 'Webhooks', href: '/webhooks' },
  { text: 'Test clocks', href: '/test-clocks' },
  { text: 'Operators', href: '/operators', apart: true },
  { text: 'Audit', href: '/audit' },
  { text: 'Account', href: '/account' },
];

/** The link to the business of a delivery. */
const businessOf = ({ businessId: id, businessName: name }: Delivery) => <BusinessLink id={id} name={name} />;

function LoggedIn() {
  const api = useApi();
  const webhooks = webhookCalls(api);
  const find = async (search: string) => {
    const query = { search, limit: 8 };
    const number = search.toUpperCase();
    const [businesses, invoices] = await Promise.all([
      unwrap(api.GET('/v1/admin/businesses', { params: { query } })),
      unwrap(api.GET('/v1/admin/invoices', { params: { query: { number, limit: 1 } } })),
    ]);
    return [
      ...invoices.data.map(({ businessName }) => ({
        text: number,
        about: businessName ?? undefined,
        href: `/invoices?number=${encodeURIComponent(number)}`,
      })),
      ...businesses.data.map(({ id, name, owner }) => ({
        text: name,
        about: owner?.email,
        href: `/businesses/${id}`,
      })),
    ];
  };
  return (
    <Gate>
      <AskCode>
        <Shell menu={MENU} tools={<LogOut app="console" />} find={find}>
          <Switch>
            <Route path="/" component={OverviewPage} />
            <Route path="/businesses" component={BusinessesPage} />
            <Route path="/businesses/new" component={NewBusinessPage} />
            <Route path="/businesses/:id/:tab?">
              {({ id, tab }) => <BusinessRoutes key={id} id={id} tab={tab} />}
            </Route>
            <Route path="/subscriptions" component={SubscriptionsPage} />
            <Route path="/usage" component={UsagePage} />
            <Route path="/people" component={PeoplePage} />
            <Route path="/people/:id">{({ id }) => <PersonPage key={id} id={id} />}</Route>
            <Route path="/invoices" component={InvoicesPage} />
            <Route path="/payments" component={PaymentsPage} />
            <Route path="/plans" component={PlansPage} />
            <Route path="/new-plan" component={NewPlanPage} />
            <Route path="/plans/:code">{({ code }) => <PlanPage key={code} code={code} />}</Route>
            <Route path="/features" component={FeaturesPage} />
            <Route path="/renewals" component={RenewalsPage} />
            <Route path="/webhooks">
              <WebhooksPage calls={webhooks} />
            </Route>
            <Route path="/webhooks/:id">
              {({ id }) => <WebhookPage key={id} id={id} calls={webhooks} businessOf={businessOf} />}
            </Route>
            <Route path="/test-clocks" component={TestClocksPage} />
            <Route path="/operators" component={OperatorsPage} />
            <Route path="/audit" component={AuditPage} />
            <Route path="/account" component={AccountPage} />
            <Route component={NotFoundPage} />
          </Switch>
        </Shell>
      </AskCode>
    </Gate>
  );
}
