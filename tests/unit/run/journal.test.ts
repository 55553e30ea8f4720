import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileJournal } from "../../../provider/run/journal";

describe("a journal", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "journal-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const journal = (process: string, topic = "declared") => new FileJournal<string>(directory, process, topic);

  it("tells each process what the others have appended since it last asked", () => {
    const [one, other, third] = [journal("1"), journal("2"), journal("3")];
    expect(one.read()).toEqual([]);
    other.append("a");
    third.append("ä");
    expect(one.read().sort()).toEqual(["a", "ä"]);
    other.append("b");
    third.append("ö");
    expect(one.read().sort()).toEqual(["b", "ö"]);
    expect(one.read()).toEqual([]);
    expect(other.read()).toEqual(["ä", "ö"]);
  });

  it("keeps topics apart", () => {
    journal("1").append("a");
    journal("1", "claimed").append("b");
    expect(journal("2").read()).toEqual(["a"]);
    expect(journal("2", "claimed").read()).toEqual(["b"]);
  });

  it("leaves a line that is still being written until its end is there", () => {
    const [reading, writing] = [journal("1"), journal("2")];
    writing.append("a");
    const [file] = readdirSync(directory);
    appendFileSync(join(directory, String(file)), '"b');
    expect(reading.read()).toEqual(["a"]);
    appendFileSync(join(directory, String(file)), 'c"\n');
    expect(reading.read()).toEqual(["bc"]);
  });
});
