import { Component, type ReactNode } from 'react';
import { messageOf } from '../api/problems.js';

interface Props {
  /** The address of the page. Another address clears the error. */
  page: string;
  children: ReactNode;
}

/** Shows an error of a page in place of the page. The menu stays, and the other pages still open. */
export class Boundary extends Component<Props, { error: unknown; page: string }> {
  override state = { error: null as unknown, page: this.props.page };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  static getDerivedStateFromProps({ page }: Props, state: { page: string }) {
    return page === state.page ? null : { page, error: null };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <>
        <h1 tabIndex={-1}>Something went wrong</h1>
        <p className="alert bad" role="alert">
          {messageOf(this.state.error)}
        </p>
      </>
    );
  }
}
