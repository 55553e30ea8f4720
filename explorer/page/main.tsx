import "./style.css";
import { signal } from "@preact/signals";
import { render } from "preact";
import { decodeSnapshot, type Snapshot, SnapshotError } from "../snapshot";
import { loadSnapshot } from "../snapshot/source";
import type { Answer, Question, RawPolicy } from "../worker/protocol";
import { App } from "./app";
import { arrange } from "./state/data";
import { readLink } from "./state/link";
import { Model } from "./state/model";
import { TEMPLATES } from "./state/templates";

const progress = signal("Reading the packages …");
const app = document.getElementById("app") as HTMLElement;
render(<p class="loading">{progress}</p>, app);

loadSnapshot((loaded, total) => {
  progress.value = `Read ${loaded} of ${total} bytes …`;
})
  .then(show)
  .catch((error: unknown) => {
    const message = error instanceof SnapshotError ? error.message : `This page failed: ${String(error)}`;
    render(
      <p class="loading" role="alert">
        {message}
      </p>,
      app,
    );
  });

function show(bytes: Uint8Array<ArrayBuffer>): void {
  const snapshot = decodeSnapshot(bytes);
  document.title = `Packages of ${snapshot.owner}`;
  const linked = readLink(location.hash);
  const [first] = snapshot.policies;
  const policy = linked.outcome === "policy" ? linked.policy : (first?.inputs ?? startFor(snapshot));
  const worker = startWorker();
  const ask = (question: Question) => worker.postMessage(question);
  ask({ kind: "load", bytes });
  const model = new Model(arrange(snapshot), ask, policy);
  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => model.receive(data));
  render(<App model={model} linkMistake={linked.outcome === "mistake" ? linked.reason : undefined} />, app);
}

/** The page has its worker's program inside, so that it works from a disk. */
function startWorker(): Worker {
  const program = document.getElementById("worker")?.textContent ?? "";
  const url = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}

/** Something to look at where no program has a policy: rules that delete little, for the type that there is most of. */
function startFor({ packages }: Snapshot): RawPolicy {
  const types = packages.map(({ packageType }) => packageType);
  const most = (type: string) => types.filter((one) => one === type).length;
  const packageType = [...types].sort((a, b) => most(b) - most(a))[0] ?? "container";
  const isImage = packageType === "container" || packageType === "docker";
  const rules = TEMPLATES.find(({ images }) => images === isImage)?.rules ?? {};
  return { packageType, packages: ["**"], rules };
}
