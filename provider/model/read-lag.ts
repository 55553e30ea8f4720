/**
 * How long what GitHub shows may lag behind what it has done is not documented: it is asked again after these waits, and then no more.
 */
export const LAG_MILLISECONDS: readonly number[] = [500, 1000, 2000, 4000, 8000];
