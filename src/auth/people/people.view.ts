import { UserView } from '../sessions/sessions.view.js';

/** A person as operators see them. */
export class PersonView extends UserView {
  /** Whether logging in is refused. @example false */
  suspended: boolean;
  createdAt: Date;
}
