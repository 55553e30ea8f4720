import type { FateLook } from "../state/fates";
import { CORNERS } from "./shapes";

/** A fate's shape beside its words. */
export function ShapeIcon({ look }: { look: FateLook }) {
  return (
    <svg class="shape" viewBox="-5 -5 10 10" aria-hidden="true" style={{ color: `var(${look.color})` }}>
      {outline(look.shape)}
    </svg>
  );
}

function outline(shape: FateLook["shape"]) {
  switch (shape) {
    case "disc":
      return <circle r="3.6" fill="currentColor" />;
    case "dot":
      return <circle r="2.2" fill="currentColor" />;
    case "ring":
      return <circle r="2.9" fill="none" stroke="currentColor" stroke-width="1.6" />;
    case "cross":
      return <path d="M-2.5 -2.5L2.5 2.5M2.5 -2.5L-2.5 2.5" stroke="currentColor" stroke-width="1.3" />;
    default:
      return <polygon points={CORNERS[shape].map(([x, y]) => `${x * 4},${y * 4}`).join(" ")} fill="currentColor" />;
  }
}
