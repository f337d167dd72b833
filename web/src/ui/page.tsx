import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useConfig } from '../api/config.js';

/** The first page of the app, above every other one. Null where a page stands alone. */
export const FirstPage = createContext<{ text: string; href: string } | null>(null);

interface PageProps {
  title: string;
  /** The pages between the first one and this. */
  crumbs?: [text: string, href: string][];
  /** Stands beside the title; at most one button in it is a primary one. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One page: its title, where it stands, and what it shows. */
export function Page({ title, crumbs = [], actions, children }: PageProps) {
  const { productName } = useConfig();
  const first = useContext(FirstPage);
  const [location] = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${productName}`;
  }, [title, productName]);
  // The frame has given the focus to the content while the page was loaded.
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

/** Names and values, one below the other. */
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
