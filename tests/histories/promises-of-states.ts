import type { Kept, State } from "../support/in-process/program";
import { ADMIN_TOKEN } from "../support/small-world";
import { SECOND_TOKEN } from "./initial-world";
import {
  deletedByProvider,
  everythingSaid,
  type HostObserved,
  hasLostAnswers,
  isOn,
  type Observed,
  shownBy,
} from "./observed";

const numberOf = ({ type, outputs }: Kept) => Number(type === "Package" ? outputs.packageId : outputs.versionId);

/** Only a deletion, a hand-over or a confirmed absence takes a resource out of the state. */
export function lost(observed: Observed, host: HostObserved): string[] {
  const { before, after, result, command } = observed;
  if (command.lag?.delayedPresence || result.errors.includes("killed")) return [];
  const stays = new Set(objectsOf(after, host).map((kept) => `${kept.type} ${numberOf(kept)}`));
  return objectsOf(before, host)
    .filter((kept) => !stays.has(`${kept.type} ${numberOf(kept)}`))
    .filter((kept) => isLive(kept, host.atStart) && isLive(kept, host.atEnd))
    .filter(
      (kept) =>
        !host.changes.some(
          ({ by, ...change }) => by === "others" && (change.version?.id ?? change.packageId) === numberOf(kept),
        ),
    )
    .filter((kept) => !(command.command === "destroy" || kept.deletedWith) && !isTold(kept, result.said.update))
    .map((kept) => `left the state although it is there: ${kept.name} (${numberOf(kept)})`);
}

function objectsOf(state: State, host: HostObserved): Kept[] {
  return [...state.values()].filter((kept) => kept.type !== "RetentionPolicy" && isOn(host, kept));
}

function isLive(kept: Kept, packages: HostObserved["atEnd"]): boolean {
  return packages.some(({ id, isActive, versions }) =>
    kept.type === "Package"
      ? isActive && id === numberOf(kept)
      : isActive && versions.some((version) => version.id === numberOf(kept)),
  );
}

function isTold(kept: Kept, said: readonly string[]): boolean {
  const name = kept.type === "Package" ? `/${kept.outputs.name}` : `${numberOf(kept)}`;
  return said.some((line) => /not deleted|left alone/.test(line) && line.includes(name));
}

/** What could not be listed makes a command fail. */
export function quietFailures({ result }: Observed, host: HostObserved): string[] {
  if (result.errors.length > 0) return [];
  return [...host.lastStatus]
    .filter(([line, status]) => /^GET .*\/(?:versions|packages)\?/.test(line) && ![200, 304, 404].includes(status))
    .map(([line, status]) => `ended well although this ended with ${status}: ${line}`);
}

/** What a policy has deleted is on its record, whatever happens afterwards. */
export function unrecorded(observed: Observed, host: HostObserved): string[] {
  const { result, command, after, before } = observed;
  if (result.errors.includes("killed") || hasLostAnswers(command)) return [];
  const resources = new Set(
    [...shownBy(result.preview, host).asResources].concat(
      [...before.values()].map(({ outputs }) => Number(outputs.versionId)),
    ),
  );
  const recorded = new Set(
    [...after.values()].flatMap(({ outputs }) =>
      Object.values((outputs.deleted ?? {}) as Record<string, object>).flatMap((entries) =>
        Object.keys(entries).map(Number),
      ),
    ),
  );
  return deletedByProvider(host)
    .flatMap(({ version }) => (version && !resources.has(version.id) && !recorded.has(version.id) ? [version.id] : []))
    .map((id) => `deleted by a policy, and on no record: ${id}`);
}

/** What a message says of GitHub is so. */
export function untrue(observed: Observed, host: HostObserved): string[] {
  return observed.result.errors.flatMap((line) => {
    const id = Number(/\bversion (\d+)/.exec(line)?.[1]);
    const was = (kind: string) =>
      host.changes.some(
        ({ by, version, ...change }) => by === "the provider" && change.kind === kind && version?.id === id,
      );
    if (/It was not deleted/.test(line) && was("deleted")) return [`says that it was not deleted, and it was: ${line}`];
    if (/It was not restored/.test(line) && was("restored"))
      return [`says that it was not restored, and it was: ${line}`];
    return [];
  });
}

const TOKENS = [ADMIN_TOKEN, SECOND_TOKEN];
const SECRETS = TOKENS.flatMap((token) => [token, Buffer.from(token).toString("base64")]);

/** More than that in one message is unbounded. */
const LONGEST = 20_000;

/** No token is in a state or a message, and the words of a server are words. */
export function unfitWords(observed: Observed): string[] {
  const said = everythingSaid(observed);
  const texts = [JSON.stringify([...observed.after]), ...said];
  const secrets = texts.filter((text) => SECRETS.some((secret) => text.includes(secret)));
  const isRaw = (line: string) => ["\u001b", "\u202e", "\n::"].some((raw) => line.includes(raw));
  return [
    ...secrets.map((text) => `a token is in: ${text.slice(0, 300)}`),
    ...said.filter((line) => line.length > LONGEST).map((line) => `${line.length} characters: ${line.slice(0, 200)}`),
    ...said.filter(isRaw).map((line) => `control characters or commands in: ${JSON.stringify(line.slice(0, 300))}`),
  ];
}
