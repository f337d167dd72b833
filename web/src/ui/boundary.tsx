import { Component, type ReactNode } from 'react';
import { messageOf } from '../api/problems.js';

interface Props {
  /** Another page begins anew: its address. */
  page: string;
  children: ReactNode;
}

/** Shows that a page broke, in its own place: the menu stays, and every other page still opens. */
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
        <h1 tabIndex={-1}>Something broke</h1>
        <p className="alert bad" role="alert">
          {messageOf(this.state.error)}
        </p>
      </>
    );
  }
}
