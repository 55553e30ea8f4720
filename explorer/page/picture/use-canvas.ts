import { type Signal, useSignal } from "@preact/signals";
import { useCallback, useLayoutEffect, useRef } from "preact/hooks";
import { onThemeChange, type Theme, themeOf } from "./theme";

/** Pixels of CSS. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

type Paint = (context: CanvasRenderingContext2D) => void;

interface Canvas {
  readonly canvas: { readonly current: HTMLCanvasElement | null };
  readonly size: Signal<Size>;
  readonly theme: Signal<Theme | undefined>;
  /** Draws with the next frame, once however often it is asked. */
  readonly schedule: (paint: Paint) => void;
}

/** A canvas as large as its place, sharp on any screen, in the page's colours. */
export function useCanvas(): Canvas {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSignal<Size>({ width: 0, height: 0 });
  const theme = useSignal<Theme | undefined>(undefined);
  const next = useRef<Paint | undefined>(undefined);

  useLayoutEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width !== size.value.width || height !== size.value.height) size.value = { width, height };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    const readTheme = () => {
      theme.value = themeOf(element.parentElement as HTMLElement);
    };
    measure();
    readTheme();
    const stop = onThemeChange(readTheme);
    return () => {
      observer.disconnect();
      stop();
    };
  }, []);

  const schedule = useCallback((paint: Paint) => {
    const isScheduled = next.current !== undefined;
    next.current = paint;
    if (isScheduled) return;
    requestAnimationFrame(() => {
      const latest = next.current;
      next.current = undefined;
      const context = canvas.current?.getContext("2d");
      if (!context || !canvas.current || !latest) return;
      const { width, height } = size.value;
      const ratio = devicePixelRatio;
      const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (canvas.current.width !== across) canvas.current.width = across;
      if (canvas.current.height !== down) canvas.current.height = down;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      latest(context);
    });
  }, []);
  return { canvas, size, theme, schedule };
}
