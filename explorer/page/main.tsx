import "./style.css";
import { signal } from "@preact/signals";
import { render } from "preact";
import { decodeSnapshot, type Snapshot, SnapshotError } from "../snapshot";
import { loadSnapshot } from "../snapshot/source";

const progress = signal("Reading the packages …");
const app = document.getElementById("app") as HTMLElement;
render(<p>{progress}</p>, app);

loadSnapshot((loaded, total) => {
  progress.value = `Read ${loaded} of ${total} bytes …`;
})
  .then((bytes) => render(<Packages {...decodeSnapshot(bytes)} />, app))
  .catch((error: unknown) => {
    if (!(error instanceof SnapshotError)) throw error;
    render(<p role="alert">{error.message}</p>, app);
  });

function Packages({ owner, server, packages }: Snapshot) {
  return (
    <main>
      <h1>{`Packages of ${owner} on ${server}`}</h1>
      <ul>
        {packages.map(({ packageType, name, versions, problem }) => (
          <li
            key={`${packageType}/${name}`}
          >{`${packageType} ${name}: ${problem ?? `${versions.length} versions`}`}</li>
        ))}
      </ul>
    </main>
  );
}
