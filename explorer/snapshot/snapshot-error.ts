/** The data can't be shown. Its message is one sentence for people. */
export class SnapshotError extends Error {}
