import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useConfig } from '../api/config.js';
import { Boundary } from './boundary.js';
import { type Find, Jump } from './jump.js';
import { FirstPage } from './page.js';

export interface MenuItem {
  text: string;
  href: string;
  /** What tells it from others of the same name. */
  about?: string;
  /** Whether a line is drawn above it, because another group of pages begins. */
  apart?: boolean;
}

interface ShellProps {
  menu: MenuItem[];
  /** Shown at the top right: the switcher, the account, the log-out. */
  tools: ReactNode;
  /** Shown above every page, such as a notice. */
  notice?: ReactNode;
  /** Finds other things than the pages of the menu, by Ctrl-K. */
  find?: Find;
  children: ReactNode;
}

/** The frame of all pages of an app: the bar, the menu, and the focus after a change of page. */
export function Shell({ menu, tools, notice, find, children }: ShellProps) {
  const { productName, supportEmail } = useConfig();
  const [location] = useLocation();
  const [open, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // The focus goes to the title of the new page, so that a screen reader reads it. A title that is rendered later takes the focus
  // from `main`.
  useEffect(() => {
    setOpen(false);
    if (!first.current) (main.current?.querySelector<HTMLElement>('h1') ?? main.current)?.focus();
    first.current = false;
  }, [location]);

  const isHere = (href: string) => (href === '/' ? location === '/' : location.startsWith(href));
  return (
    <div className="shell">
      <a className="hidden" href="#main">
        Skip to the content
      </a>
      <header className="top">
        <button type="button" className="menu-button" aria-expanded={open} onClick={() => setOpen(!open)}>
          Menu
        </button>
        <Link href="/" className="product">
          {productName}
        </Link>
        <Jump items={menu} find={find} />
        {tools}
      </header>
      <nav className={`menu ${open ? 'open' : ''}`} aria-label="Main">
        <ul>
          {menu.map(({ text, href, apart }) => (
            <li key={href} className={apart === true ? 'apart' : undefined}>
              <Link href={href} aria-current={isHere(href) ? 'page' : undefined}>
                {text}
              </Link>
            </li>
          ))}
          {supportEmail !== null && (
            <li>
              <a href={`mailto:${supportEmail}`}>Help</a>
            </li>
          )}
        </ul>
      </nav>
      <main id="main" ref={main} tabIndex={-1}>
        {notice}
        <FirstPage value={menu[0] ?? null}>
          <Boundary page={location}>{children}</Boundary>
        </FirstPage>
      </main>
    </div>
  );
}

/** The frame of a page for people who are not logged in. */
export function Narrow({ children, broad = false }: { children: ReactNode; broad?: boolean }) {
  const { productName, supportEmail } = useConfig();
  return (
    <div className={`narrow ${broad ? 'broad' : ''}`}>
      <header className="product-name">{productName}</header>
      <main>{children}</main>
      {supportEmail !== null && (
        <footer className="muted">
          Questions? <a href={`mailto:${supportEmail}`}>{supportEmail}</a>
        </footer>
      )}
    </div>
  );
}
