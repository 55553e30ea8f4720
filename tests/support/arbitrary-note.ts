import fc from "fast-check";
import { PACKAGE_TYPES } from "../../provider/model/package";
import type { DeclaredNote, LackingNote, Note, OutlookNote, SkippedNote } from "../../provider/notes";

const id = fc.nat(2 ** 40);

const handle = (text: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.record({ kind: fc.constantFrom("version" as const, "tag" as const, "digest" as const), value: text }),
    fc.record({ kind: fc.constant("versionId" as const), value: id }),
  );

const declared = (text: fc.Arbitrary<string>): fc.Arbitrary<DeclaredNote> =>
  fc.record(
    {
      kind: fc.constant("declared" as const),
      host: text,
      server: text,
      usualServer: text,
      declaration: fc.oneof(
        fc.record(
          { type: fc.constant("package" as const), package: text, liveId: id },
          { requiredKeys: ["type", "package"] },
        ),
        fc.record(
          { type: fc.constant("version" as const), package: text, handle: handle(text), liveId: id },
          { requiredKeys: ["type", "package", "handle"] },
        ),
      ),
    },
    { requiredKeys: ["kind", "host", "declaration"] },
  );

const outlook = (text: fc.Arbitrary<string>): fc.Arbitrary<OutlookNote> =>
  fc.record(
    {
      kind: fc.constant("outlook" as const),
      host: text,
      subject: fc.record({ package: text, handle: handle(text) }, { requiredKeys: ["package"] }),
      expects: fc.constantFrom("adopt" as const, "restore" as const, "restoreOrFail" as const, "fail" as const),
      looksWrong: fc.boolean(),
      says: text,
    },
    { requiredKeys: ["kind", "host", "subject", "expects", "says"] },
  );

const lacking = (text: fc.Arbitrary<string>): fc.Arbitrary<LackingNote> =>
  fc.record({
    kind: fc.constant("lacking" as const),
    host: text,
    scopes: fc.subarray(["delete:packages" as const, "write:packages" as const]),
    says: text,
  });

const skipped = (text: fc.Arbitrary<string>): fc.Arbitrary<SkippedNote> =>
  fc.record({
    kind: fc.constant("skipped" as const),
    host: text,
    owner: text,
    packageType: fc.constantFrom(...PACKAGE_TYPES),
    package: text,
    says: text,
  });

/** A note of any kind, with these texts wherever others write one. */
export const arbitraryNote = (text: fc.Arbitrary<string>): fc.Arbitrary<Note> =>
  fc.oneof(declared(text), outlook(text), skipped(text), lacking(text));
