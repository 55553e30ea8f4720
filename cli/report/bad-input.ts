/** What the command was given makes no sense; the message says what would. */
export class BadInput extends Error {}
