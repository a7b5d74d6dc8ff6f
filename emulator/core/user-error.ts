/** An error that the user can fix. Its message says what and how, and is shown without a stack trace. */
export class UserError extends Error {}
