import { Link, Redirect, Route, Switch } from 'wouter';
import type { Session } from '../api/session.js';
import { later } from '../ui/later.js';
import { NotFoundPage } from '../ui/not-found.js';
import { Page } from '../ui/page.js';
import { Shell } from '../ui/shell.js';
import { ToLogin } from '../ui/to-login.js';
import { OperatorPage } from './choose-business.js';
import { SessionContext, useRole, useSession, useSessionNow } from './context.js';
import { useBilling } from './reads.js';
import { Tools, VerifyNotice } from './tools.js';
import { ViewNotice } from './view-notice.js';
import { WayBack } from './way-back.js';
import { webhookCalls } from './webhook-calls.js';

// Each page is a separate script that is loaded when the page is first shown.
const WebhooksPage = later(() => import('../ui/webhooks/all.js').then((all) => all.WebhooksPage));
const WebhookPage = later(() => import('../ui/webhooks/one.js').then((all) => all.WebhookPage));
const AccountPage = later(() => import('./account.js').then((all) => all.AccountPage));
const AuditPage = later(() => import('./audit.js').then((all) => all.AuditPage));
const BillingPage = later(() => import('./billing.js').then((all) => all.BillingPage));
const BotPage = later(() => import('./bot.js').then((all) => all.BotPage));
const BotsPage = later(() => import('./bots.js').then((all) => all.BotsPage));
const BusinessPage = later(() => import('./business.js').then((all) => all.BusinessPage));
const ChooseBusinessPage = later(() => import('./choose-business.js').then((all) => all.ChooseBusinessPage));
const FeaturePage = later(() => import('./feature.js').then((all) => all.FeaturePage));
const ForgotPasswordPage = later(
  () => import('../ui/forgot-password.js').then((all) => all.ForgotPasswordPage),
  {
    alone: true,
  },
);
const ResetPasswordPage = later(
  () => import('../ui/forgot-password.js').then((all) => all.ResetPasswordPage),
  {
    alone: true,
  },
);
const HomePage = later(() => import('./home.js').then((all) => all.HomePage));
const InvitationPage = later(() => import('./invitation.js').then((all) => all.InvitationPage), {
  alone: true,
});
const InvoicePage = later(() => import('./invoice.js').then((all) => all.InvoicePage));
const LoginPage = later(() => import('./login.js').then((all) => all.LoginPage), { alone: true });
const NewBusinessPage = later(() => import('./new-business.js').then((all) => all.NewBusinessPage));
const PlanPage = later(() => import('./plan.js').then((all) => all.PlanPage));
const PortalPage = later(() => import('./portal.js').then((all) => all.PortalPage), { alone: true });
const SignUpPage = later(() => import('./signup.js').then((all) => all.SignUpPage), { alone: true });
const TeamPage = later(() => import('./team.js').then((all) => all.TeamPage));
const UsagePage = later(() => import('./usage.js').then((all) => all.UsagePage));
const CancelEmailChangePage = later(
  () => import('./verify-email.js').then((all) => all.CancelEmailChangePage),
  { alone: true },
);
const VerifyEmailPage = later(() => import('./verify-email.js').then((all) => all.VerifyEmailPage), {
  alone: true,
});

/** All pages of the dashboard. Their addresses are also in web/dashboard/routes.json, which the server uses to serve them. */
export function App({ session }: { session: Session | null }) {
  return (
    <Switch>
      <Route path="/signup">{session === null ? <SignUpPage /> : <Redirect to="/" replace />}</Route>
      <Route path="/login">{session === null ? <LoginPage /> : <Redirect to="/" replace />}</Route>
      <Route path="/forgot-password" component={ForgotPasswordPage} />
      <Route path="/reset-password/:token" component={ResetPasswordPage} />
      <Route path="/verify-email/:token" component={VerifyEmailPage} />
      <Route path="/cancel-email-change/:token" component={CancelEmailChangePage} />
      <Route path="/portal/:token">
        <PortalPage session={session} />
      </Route>
      <Route path="/invitations/:token">
        <InvitationPage session={session} />
      </Route>
      <Route>{session === null ? <ToLogin /> : <LoggedIn session={session} />}</Route>
    </Switch>
  );
}

/**
 * Only these pages follow the session. If it ends, they are loaded again, and a page that was opened by a link would no longer say what
 * was done.
 */
function LoggedIn({ session: first }: { session: Session }) {
  const session = useSessionNow(first);
  if (session.user.operator) return <OperatorPage />;
  return (
    <SessionContext value={session}>
      {isUsable(session) ? <InBusiness /> : <WithoutBusiness />}
    </SessionContext>
  );
}

/**
 * Whether the service answers requests in the business of the session. The session stays in a business that the person has left, and
 * in one that was suspended or closed.
 */
function isUsable({ businesses, businessId }: Session): boolean {
  const here = businesses.find(({ id }) => id === businessId);
  return here !== undefined && !here.suspended && here.closedAt === null;
}

const ACCOUNT = { text: 'Account', href: '/account' };

function WithoutBusiness() {
  return (
    <Shell menu={[{ text: 'Businesses', href: '/' }, ACCOUNT]} tools={<Tools />}>
      <Switch>
        <Route path="/account" component={AccountPage} />
        <Route path="/businesses/new" component={NewBusinessPage} />
        <Route component={ChooseBusinessPage} />
      </Switch>
    </Shell>
  );
}

/** The pages that the service shows to admins only. */
const OF_ADMINS = /^\/(?:bots|webhooks|audit)(?:\/|$)/;

function InBusiness() {
  const { isAtLeast } = useRole();
  const { api, viewEndsAt } = useSession();
  const isView = viewEndsAt !== undefined;
  const webhooks = webhookCalls(api);
  const provider = useBilling().data?.provider ?? 'none';
  const menu = [
    { text: 'Home', href: '/' },
    { text: 'Plan', href: '/plan' },
    ...(provider === 'none' ? [] : [{ text: 'Billing', href: '/billing' }]),
    { text: 'Usage', href: '/usage' },
    { text: 'Team', href: '/team' },
    ...(isAtLeast('admin')
      ? [
          { text: 'Bots and keys', href: '/bots' },
          { text: 'Webhooks', href: '/webhooks' },
          { text: 'Audit', href: '/audit' },
        ]
      : []),
    { text: 'Business', href: '/business' },
    ...(isView ? [] : [ACCOUNT]),
  ];
  return (
    <Shell
      menu={menu}
      tools={!isView && <Tools />}
      notice={
        isView ? (
          <ViewNotice endsAt={viewEndsAt} />
        ) : (
          <>
            <WayBack />
            <VerifyNotice />
          </>
        )
      }
    >
      <Switch>
        {!isAtLeast('admin') && <Route path={OF_ADMINS} component={AdminsOnlyPage} />}
        <Route path="/" component={HomePage} />
        <Route path="/plan" component={PlanPage} />
        <Route path="/billing" component={BillingPage} />
        <Route path="/billing/invoices/:id">{({ id }) => <InvoicePage id={id} />}</Route>
        <Route path="/usage" component={UsagePage} />
        <Route path="/usage/:feature">{({ feature }) => <FeaturePage feature={feature} />}</Route>
        <Route path="/team" component={TeamPage} />
        <Route path="/bots" component={BotsPage} />
        <Route path="/bots/:id">{({ id }) => <BotPage id={id} />}</Route>
        <Route path="/webhooks">
          <WebhooksPage calls={webhooks} />
        </Route>
        <Route path="/webhooks/:id">{({ id }) => <WebhookPage key={id} id={id} calls={webhooks} />}</Route>
        <Route path="/audit" component={AuditPage} />
        <Route path="/business" component={BusinessPage} />
        <Route path="/businesses/new" component={NewBusinessPage} />
        <Route path="/account" component={AccountPage} />
        <Route component={NotFoundPage} />
      </Switch>
    </Shell>
  );
}

function AdminsOnlyPage() {
  return (
    <Page title="Only for admins">
      <p>
        Only admins and the owner of the business can see this. The <Link href="/team">team</Link> page shows
        whom you can ask.
      </p>
    </Page>
  );
}
