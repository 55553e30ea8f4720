import type { Seed } from "../seed";
import { formatTime } from "./clock";

/**
 * Moves every time of a seed by the same span, so that its `now` becomes the given present: ages are what the seed's
 * author meant, and a provider that goes by the system's clock agrees with the emulator. A seed without a `now` is left
 * as it is.
 */
export function moveToPresent(seed: Seed, present: number): Seed {
  if (seed.now === undefined) return seed;
  const { now, ...rest } = seed;
  const span = present - Date.parse(now);
  return {
    ...rest,
    packages: rest.packages.map((one) => ({
      ...moved(one, span),
      versions: one.versions.map((version) => moved(version, span)),
    })),
  };
}

interface Times {
  createdAt: string;
  updatedAt?: string;
  deletedAt?: string;
}

function moved<T extends Times>(thing: T, span: number): T {
  const move = (time: string) => formatTime(Date.parse(time) + span);
  return {
    ...thing,
    createdAt: move(thing.createdAt),
    ...(thing.updatedAt !== undefined && { updatedAt: move(thing.updatedAt) }),
    ...(thing.deletedAt !== undefined && { deletedAt: move(thing.deletedAt) }),
  };
}
