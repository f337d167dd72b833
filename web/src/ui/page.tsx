import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useConfig } from '../api/config.js';

/** The first page of the app, which every breadcrumb begins with. Null for a page without a frame. */
export const FirstPage = createContext<{ text: string; href: string } | null>(null);

interface PageProps {
  title: string;
  /** The pages between the first page and this page. */
  crumbs?: [text: string, href: string][];
  /** Shown beside the title. At most one of the buttons is a primary one. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page with its title, breadcrumb and content. */
export function Page({ title, crumbs = [], actions, children }: PageProps) {
  const { productName } = useConfig();
  const first = useContext(FirstPage);
  const [location] = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${productName}`;
  }, [title, productName]);
  // The frame focused the content while the page was loading. Now the focus goes to the title.
  useEffect(() => {
    if (document.activeElement?.id === 'main') heading.current?.focus();
  }, []);
  return (
    <>
      {first !== null && location !== first.href && title !== first.text && (
        <nav aria-label="Breadcrumb" className="crumbs">
          <ol>
            <li>
              <Link href={first.href}>{first.text}</Link>
            </li>
            {crumbs.map(([text, href]) => (
              <li key={href}>
                <Link href={href}>{text}</Link>
              </li>
            ))}
            <li aria-current="page">{title}</li>
          </ol>
        </nav>
      )}
      <header className="title">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions !== undefined && <div className="buttons">{actions}</div>}
      </header>
      {children}
    </>
  );
}

interface SectionProps {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
}

export function Section({ title, children, actions }: SectionProps) {
  return (
    <section>
      <header className="title">
        <h2>{title}</h2>
        {actions !== undefined && <div className="buttons">{actions}</div>}
      </header>
      {children}
    </section>
  );
}

/** A list of names and values. */
export function Facts({ of }: { of: [name: string, value: ReactNode][] }) {
  return (
    <dl className="facts">
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
